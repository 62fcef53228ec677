// The report's data: blocks of columns, deflated, in base 64. EventColumns.cs, LaneStates.cs and ReportWriter.cs wrote them.

const STATES = ['none', 'user', 'handler', 'call', 'interrupt', 'waiting', 'ready'];
const CLASS_OF_STATE = [-1, 0, 1, 2, 2, 3, 3]; // for shares of time: user, handler, kernel, off the core
const CLASSES = 4;
const BLOCK_ROWS = 65536;

/** One block's bytes, read number by number. */
class Columns {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** Exact up to 2^53. */
  number() {
    const bytes = this.bytes;
    let byte = bytes[this.at++];
    if (byte < 128)
      return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return value;
  }

  signed() {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** All 64 bits: a number while that is exact, else a BigInt. */
  wide() {
    const start = this.at;
    while (this.bytes[this.at] >= 128)
      this.at++;
    const end = this.at++;
    if (end - start < 7) {
      this.at = start;
      return this.number();
    }
    let value = 0n;
    for (let place = end; place >= start; place--)
      value = (value << 7n) | BigInt(this.bytes[place] & 127);
    return value;
  }

  wideSigned() {
    const value = this.wide();
    if (typeof value === 'bigint')
      return value & 1n ? -((value + 1n) >> 1n) : value >> 1n;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text() {
    const length = this.number();
    this.at += length;
    return decoder.decode(this.bytes.subarray(this.at - length, this.at));
  }
}

const decoder = new TextDecoder();

function bytesOf(base64) {
  if (Uint8Array.fromBase64)
    return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++)
    bytes[at] = text.charCodeAt(at);
  return bytes;
}

async function inflate(element) {
  const stream = new Blob([bytesOf(element.textContent)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const blocksOf = kind => [...document.querySelectorAll(`script.${kind}`)];

/** The whole run in typed arrays by row: a delivery's place in the run, from 0. */
async function loadRun() {
  const [facts, alarms, ...blocks] = await Promise.all(
    [...blocksOf('facts'), ...blocksOf('alarms'), ...blocksOf('events')].map(inflate));
  const run = { facts: JSON.parse(decoder.decode(facts)) };
  const actors = 2 + Math.max(-1, ...run.facts.actors.map(actor => actor.id));
  run.actors = new Array(actors).fill(null); // by id + 1
  for (const actor of run.facts.actors)
    run.actors[actor.id + 1] = actor;
  run.shapes = [];
  for (const shape of run.facts.shapes)
    run.shapes[shape.number] = shape;
  run.programs = new Map(run.facts.programs.map(program => [program.pid, program.name]));
  readEvents(run, blocks);
  linkCauses(run);
  readAlarms(run, new Columns(alarms));
  run.end = Math.max(1, run.count ? run.time[run.count - 1] : 0, ...run.states.map(lane => lane ? lane.start.at(-1) : 0));
  return run;
}

function readEvents(run, blocks) {
  const count = run.facts.deliveries;
  Object.assign(run, {
    count,
    time: new Float64Array(count),
    sent: new Float64Array(count), // how long before; then, when
    receiver: new Uint16Array(count),
    sender: new Uint16Array(count),
    shape: new Uint16Array(count),
    cause: new Int32Array(count), // distance; then row, or -1
    output: new Uint32Array(count),
    step: new Float64Array(count),
    late: new Map(), // rows that were delivered after they were due, and by how much
  });
  const changes = run.actors.map(() => ({ start: [], state: [], pid: [], last: 0 }));
  let row = 0;
  let time = 0;
  let step = 0;
  for (const bytes of blocks) {
    const columns = new Columns(bytes);
    const rows = columns.number();
    const end = row + rows;
    for (let at = row; at < end; at++)
      run.time[at] = time += columns.number();
    for (const column of [run.receiver, run.sender, run.shape, run.cause, run.output]) {
      for (let at = row; at < end; at++)
        column[at] = columns.number();
    }
    for (let at = row; at < end; at++)
      run.step[at] = step += 1 + columns.signed();
    for (let at = row; at < end; at++) {
      const late = columns.signed();
      if (late !== 0)
        run.late.set(at, late);
    }
    for (let at = row; at < end; at++)
      run.sent[at] = columns.number();
    readStates(columns, changes);
    row = end;
  }
  run.states = changes.map(lane => lane.start.length === 0 ? null : sumUp(lane));
}

function readStates(columns, lanes) {
  const rows = columns.number();
  const changed = new Array(rows);
  for (let at = 0; at < rows; at++)
    changed[at] = lanes[columns.number() + 1];
  for (let at = 0; at < rows; at++)
    changed[at].start.push(changed[at].last += columns.number());
  for (let at = 0; at < rows; at++)
    changed[at].state.push(columns.byte());
  for (let at = 0; at < rows; at++)
    changed[at].pid.push(columns.number());
}

/** With sums from the start of the run a share of time is exact at every zoom, whatever the number of slices. */
function sumUp(lane) {
  const count = lane.start.length;
  const sums = new Float64Array(count * CLASSES);
  for (let at = 1; at < count; at++) {
    for (let kind = 0; kind < CLASSES; kind++)
      sums[at * CLASSES + kind] = sums[(at - 1) * CLASSES + kind];
    const kind = CLASS_OF_STATE[lane.state[at - 1]];
    if (kind >= 0)
      sums[at * CLASSES + kind] += lane.start[at] - lane.start[at - 1];
  }
  return { count, start: Float64Array.from(lane.start), state: Uint8Array.from(lane.state), pid: Int32Array.from(lane.pid), sums };
}

/** Rows by receiver; causes; the first effect of each row and the next effect of the same cause. */
function linkCauses(run) {
  const { count, receiver, sender, cause, time, sent } = run;
  const actors = run.actors.length;
  run.first = new Uint32Array(actors + 1); // where an actor's rows begin in byActor
  for (let row = 0; row < count; row++)
    run.first[receiver[row] + 1]++;
  for (let actor = 0; actor < actors; actor++)
    run.first[actor + 1] += run.first[actor];
  run.byActor = new Uint32Array(count);
  run.actorTime = new Float64Array(count); // their times, side by side: that is where most of a frame looks
  run.ordinal = new Uint32Array(count); // its number among its receiver's, from 1
  const next = run.first.slice();
  for (let row = 0; row < count; row++) {
    const from = sender[row];
    const place = next[from] - cause[row];
    cause[row] = cause[row] > 0 && place >= run.first[from] ? run.byActor[place] : -1;
    sent[row] = sent[row] > 0 ? time[row] - (sent[row] - 1) : cause[row] >= 0 ? time[cause[row]] : time[row];
    const to = receiver[row];
    run.actorTime[next[to]] = time[row];
    run.byActor[next[to]++] = row;
    run.ordinal[row] = next[to] - run.first[to];
  }
  run.effect = new Int32Array(count).fill(-1);
  run.sibling = new Int32Array(count).fill(-1);
  for (let row = count - 1; row >= 0; row--) {
    const by = cause[row];
    if (by < 0)
      continue;
    run.sibling[row] = run.effect[by];
    run.effect[by] = row;
  }
}

function readAlarms(run, columns) {
  const absent = () => {
    const value = columns.number();
    return value === 0 ? null : value - 1;
  };
  run.alarms = [];
  const count = columns.number();
  for (let number = 0; number < count; number++) {
    const marks = columns.byte();
    const alarm = {
      number, kind: marks & 1 ? 'akaros' : 'xv6', isCancelled: (marks & 2) !== 0, pid: columns.number(), armed: columns.number(),
      due: absent() ?? Infinity, fired: absent(), delivered: absent(), returned: absent(), core: absent(),
      armRow: absent(), fireRow: absent(), deliveredRow: absent(),
    };
    alarm.start = Math.max(alarm.due, alarm.armed); // one set for the past is due at once
    alarm.latency = alarm.delivered === null ? null : alarm.delivered - alarm.start;
    alarm.program = run.programs.get(alarm.pid) ?? '';
    run.alarms.push(alarm);
  }
}

/** The first place in a sorted array, from low to below high, whose value is at least the wanted. */
function lowerBound(values, wanted, low = 0, high = values.length) {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/** Likewise, from a place on by steps that double: quick when what is wanted is near. */
function boundFrom(values, wanted, low, high) {
  let step = 1;
  while (low + step < high && values[low + step] < wanted) {
    low += step;
    step *= 2;
  }
  return lowerBound(values, wanted, low, Math.min(high, low + step));
}

/** Where an actor's rows at or behind a time begin, in byActor. */
const actorBound = (run, actor, time) => lowerBound(run.actorTime, time, run.first[actor], run.first[actor + 1]);
