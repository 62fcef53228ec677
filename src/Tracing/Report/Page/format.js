// How times and messages are written.

let hz = 1;
let microDigits = 0;

function setClock(cyclesPerSecond) {
  hz = cyclesPerSecond;
  microDigits = Math.min(6, Math.max(0, Math.ceil(Math.log10(hz / 1e6))));
}

const grouped = text => text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

const count = number => grouped(`${number}`);

const plural = (number, noun) => `${count(number)} ${number === 1 ? noun : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

const cycles = value => plural(Math.round(value), 'cycle');

/** Microseconds with as many places as a cycle needs. */
function micros(value) {
  const [whole, part] = (value * 1e6 / hz).toFixed(microDigits).split('.');
  return grouped(whole) + (part ? `.${part}` : '');
}

const inMicros = value => `${micros(value)} µs`;

const both = value => `${inMicros(value)} (${cycles(value)})`;

const UNITS = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']];

/** In the unit that fits the step, with places enough to tell steps apart. */
function axisTime(value, step) {
  const seconds = value / hz;
  const [size, unit] = UNITS.find(([size]) => step / hz >= size * 0.0999) ?? UNITS[3];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / hz / size) - 1e-9));
  const [whole, part] = (seconds / size).toFixed(Math.min(digits, 3)).split('.');
  return `${grouped(whole)}${part ? `.${part}` : ''} ${unit}`;
}

/** About right, for people: three digits. */
function roughly(value) {
  const seconds = Math.abs(value / hz);
  const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? UNITS[3];
  const number = value / hz / size;
  const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
  return `${number.toFixed(digits)} ${unit}`;
}

const nameOf = actor => run.actors[actor]?.name ?? `actor${actor - 1}`;

const kindOf = row => run.shapes[run.shape[row]].kind;

/** As in the transcript: sender, its event, output of that event. */
function identityOf(row) {
  const cause = run.cause[row];
  return `${nameOf(run.sender[row])}.${cause < 0 ? 0 : run.ordinal[cause]}.${run.output[row]}`;
}

const programOf = pid => pid === 0 ? '' : run.programs.has(pid) ? `${run.programs.get(pid)} ${pid}` : `pid ${pid}`;

const alarmName = alarm => `${alarm.kind === 'xv6' ? 'xv6' : 'Akaros'} alarm of ${alarm.program || 'pid'} ${alarm.pid}`;

function outcomeOf(alarm) {
  if (alarm.isCancelled)
    return 'cancelled';
  if (alarm.delivered !== null)
    return `late by ${inMicros(alarm.latency)}`;
  return alarm.fired !== null ? 'fired, no handler ran' : 'not fired';
}

/** An element with attributes and children; texts stay texts. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false)
      element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

const byId = id => document.getElementById(id);
