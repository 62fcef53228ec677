// The program's one thread.
#ifndef UTHREAD_H
#define UTHREAD_H

#include <vcore.h>

// Event handlers run meanwhile.
void uthread_sleep(unsigned int seconds);
void uthread_usleep(unsigned int microseconds);

#endif
