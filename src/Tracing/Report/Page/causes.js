// From effects back to causes, and an alarm's way through the machine.

const ANCESTORS_MAX = 64;
const ARMING_MAX = 12;

/** The row and what led to it, oldest first, back to where the test fails. */
function ancestors(row, holds) {
  const chain = [];
  for (let at = row; at >= 0 && chain.length < ANCESTORS_MAX && holds(at); at = run.cause[at])
    chain.push(at);
  return chain.reverse();
}

/** A message to oneself is a timer: what comes before it is only that time passed. */
const isTimer = row => run.sender[row] === run.receiver[row];

/** What led to a row, back to a timer or to the outside. */
function causesOf(row) {
  let hasTimer = false;
  return ancestors(row, at => {
    const goesOn = !hasTimer;
    hasTimer ||= isTimer(at);
    return goesOn;
  });
}

function effectsOf(row, most = Infinity) {
  const effects = [];
  for (let at = run.effect[row]; at >= 0 && effects.length < most; at = run.sibling[at])
    effects.push(at);
  return effects;
}

/** For an xv6 alarm: the system call that set it, or the tick at which its handler was called before. */
function armingRow(alarm) {
  if (alarm.armRow !== null)
    return alarm.armRow;
  const actors = [];
  run.actors.forEach((actor, place) => {
    if (actor && ((actor.kind === 'Trap' && actor.number === alarm.core) || actor.kind === 'Process'))
      actors.push(place);
  });
  for (let row = lowerBound(run.time, alarm.armed); row < run.count && run.time[row] === alarm.armed; row++) {
    const kind = kindOf(row);
    if (actors.includes(run.receiver[row]) && (kind === 'SystemCall' || kind === 'Trapped') && pidAt(row) === alarm.pid)
      return row;
  }
  return -1;
}

/** Who runs on the core of that row's sender, or in the slot of its receiver, at that time. */
function pidAt(row) {
  for (const actor of [run.receiver[row], run.sender[row]]) {
    const lane = run.states[actor];
    if (!lane)
      continue;
    const slice = lowerBound(lane.start, run.time[row] + 1) - 1;
    if (slice >= 0)
      return lane.pid[slice];
  }
  return -1;
}

/** How an arming came about: back to the user code that asked for it, or to the timer that counted on. */
function armingChain(row) {
  const chain = [];
  for (let at = row; at >= 0 && chain.length < ARMING_MAX; at = run.cause[at]) {
    chain.push(at);
    if ((kindOf(at) === 'Resume' && at !== row) || isTimer(at))
      break;
  }
  return chain.reverse();
}

/**
 * An alarm's rows in three parts: how it was armed, how it fired, and how the handler's first instruction was reached.
 * The last two are one chain of causes, unless something else led to the entry that sees the event.
 */
function chainOf(alarm) {
  const armRow = armingRow(alarm);
  const armed = armingChain(armRow);
  const later = row => run.time[row] >= alarm.start && !armed.includes(row);
  const entered = alarm.deliveredRow === null ? [] : ancestors(alarm.deliveredRow, later);
  const isOne = alarm.fireRow === null || alarm.deliveredRow === null || entered.includes(alarm.fireRow);
  const fired = isOne && alarm.deliveredRow !== null ? [] : ancestors(alarm.fireRow ?? -1, later);
  const rest = fired.length === 0 ? entered : entered.filter(row => run.time[row] >= run.time[alarm.fireRow] && !fired.includes(row));
  return { armed, fired, entered: rest, isOne, rows: [...armed, ...fired, ...rest] };
}
