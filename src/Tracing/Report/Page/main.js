// Puts the parts together. window.ak is for tests and for people at the console.

let run;
let fields;
let search;
let view;
let map;
let panel;
let table;

let isDrawing = false;
const frames = { drawn: 0, lastMs: 0, worstMs: 0 };
let openMs = 0;

/** At most once in a frame. */
function draw() {
  if (isDrawing)
    return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    drawNow();
  });
}

/** Returns the milliseconds that it took. */
function drawNow() {
  if (byId('stage').hidden) {
    map.draw();
    return 0;
  }
  const start = performance.now();
  view.draw();
  map.draw();
  frames.drawn++;
  frames.lastMs = performance.now() - start;
  frames.worstMs = Math.max(frames.worstMs, frames.lastMs);
  return frames.lastMs;
}

function resizeAll() {
  if (!byId('stage').hidden)
    view.resize();
  map.prepare();
  table.refresh();
  draw();
}

function changeTheme() {
  toggleTheme();
  resizeAll();
}

function toggleLess() {
  view.hasLess = !view.hasLess;
  byId('less').setAttribute('aria-pressed', `${view.hasLess}`);
  view.layOut();
  view.scrollTo(view.scroll);
}

// ---- selecting

function select(selection) {
  view.selection = { row: -1, alarm: null, chain: [], slice: null, ...selection };
  for (const item of document.querySelectorAll('[data-alarm]'))
    item.setAttribute('aria-current', `${Number(item.dataset.alarm) === view.selection.alarm?.number}`);
  for (const item of document.querySelectorAll('#chain [data-row]'))
    item.setAttribute('aria-current', `${Number(item.dataset.row) === view.selection.row}`);
  const actors = new Set(view.selection.chain.flatMap(row => [run.receiver[row], run.sender[row]]));
  for (const lane of view.lanes)
    lane.label?.classList.toggle('lit', actors.has(lane.place));
  table.refresh();
  draw();
}

function selectHit(hit) {
  if (hit?.alarm)
    selectAlarm(hit.alarm);
  else if (hit?.slice)
    selectSlice(hit.slice);
  else if (hit)
    selectRow(hit.row);
  else
    selectNothing();
}

/** A step of a chain that is looked at keeps the chain. */
function selectRow(row, isReveal = false) {
  const chain = view.selection.chain.includes(row) && view.selection.alarm ? view.selection.chain : causesOf(row);
  const alarm = chain === view.selection.chain ? view.selection.alarm : null;
  const keepsPanel = alarm !== null && byId('chain') !== null && panel.shown === 'selected';
  select({ row, chain, alarm });
  location.replace(`#step=${run.step[row]}`);
  speak(`${kindOf(row)} from ${nameOf(run.sender[row])} to ${nameOf(run.receiver[row])} at ${inMicros(run.time[row])}`);
  if (table.isOpen)
    table.reveal(row);
  else if (isReveal)
    view.reveal(run.time[row], run.receiver[row]);
  if (!keepsPanel || table.isOpen)
    panel.showRow(row);
}

function selectSlice(slice) {
  select({ slice });
  panel.showSlice(slice);
  speak(`${nameOf(slice.actor)} ${stateText(slice.state)} for ${inMicros(slice.to - slice.from)}`);
}

function selectAlarm(alarm) {
  const chain = chainOf(alarm);
  select({ alarm, chain: chain.rows, row: alarm.deliveredRow ?? alarm.fireRow ?? alarm.armRow ?? -1 });
  location.replace(`#alarm=${alarm.number}`);
  speak(`${alarmName(alarm)}, ${outcomeOf(alarm)}`);
  if (table.isOpen)
    table.toggle();
  panel.showAlarm(alarm, chain);
  zoomToAlarm(alarm);
}

function selectNothing() {
  select({});
}

function selectLatest() {
  const late = run.alarms.filter(alarm => alarm.latency !== null);
  if (late.length > 0)
    selectAlarm(late.reduce((latest, alarm) => alarm.latency > latest.latency ? alarm : latest));
}

function nextAlarm(direction) {
  if (run.alarms.length === 0)
    return;
  const order = [...run.alarms].sort((a, b) => markOf(a) - markOf(b));
  const now = view.selection.alarm ? order.indexOf(view.selection.alarm) : direction > 0 ? -1 : 0;
  selectAlarm(order[(now + direction + order.length) % order.length]);
}

function stepRow(direction) {
  const now = view.selection.row >= 0 ? view.selection.row + direction : lowerBound(run.time, view.from);
  if (run.count > 0)
    selectRow(Math.max(0, Math.min(run.count - 1, now)), true);
}

function stepLane(direction) {
  const row = view.selection.row;
  if (row < 0)
    return;
  const actor = run.receiver[row];
  const place = run.first[actor] + run.ordinal[row] - 1 + direction;
  if (place >= run.first[actor] && place < run.first[actor + 1])
    selectRow(run.byActor[place], true);
}

// ---- where to look

function zoomToAlarm(alarm, isWhole = false) {
  const end = alarm.returned !== null && alarm.returned - alarm.start < 3 * Math.max(1, alarm.latency) ? alarm.returned : markOf(alarm);
  const start = isWhole || alarm.isCancelled ? Math.min(alarm.armed, alarm.start) : alarm.start;
  const span = Math.max(200, end - start);
  view.show(start - span * 0.12, start + span * 1.3);
  const lane = alarm.core === null ? null : view.lanes.find(other => other.name === `core${alarm.core}`);
  if (lane && !lane.isHidden && (lane.top < view.scroll || lane.top + lane.height > view.scroll + view.height - AXIS))
    view.scrollTo(lane.top - 60);
}

function zoomToSelection() {
  const { alarm, slice, row, chain } = view.selection;
  if (alarm)
    zoomToAlarm(alarm);
  else if (slice)
    view.show(slice.from - (slice.to - slice.from) * 0.1, slice.to + (slice.to - slice.from) * 0.1);
  else if (row >= 0) {
    const start = run.time[chain[Math.max(0, chain.length - 6)]];
    const span = Math.max(200, run.time[row] - start);
    view.show(start - span * 0.2, run.time[row] + span * 0.4);
    view.reveal(run.time[row], run.receiver[row]);
  }
}

// ---- searching

function searchChanged() {
  const text = search.query === '' ? '' : `${plural(search.rows.length, 'match').replace('matchs', 'matches')}${search.isBusy ? ' …' : ''}`;
  byId('found').textContent = text;
  table.refresh();
}

/** Enter: a new query is searched for, the same again goes on to the next. */
async function submitSearch(direction) {
  const query = byId('query').value.trim();
  const step = /^#(\d+)$/.exec(query);
  const time = /^@(\d+)$/.exec(query);
  if (step && run.count > 0)
    selectRow(Math.min(run.count - 1, lowerBound(run.step, Number(step[1]))), true);
  else if (time)
    view.show(Number(time[1]) - view.span / 2, Number(time[1]) + view.span / 2);
  else if (query === search.query)
    nextFound(direction);
  else {
    await search.start(query);
    if (search.query === query && search.rows.length > 0)
      nextFound(direction);
  }
}

async function searchFor(query) {
  byId('query').value = query;
  await submitSearch(1);
}

function nextFound(direction) {
  const from = view.selection.row >= 0 ? view.selection.row : lowerBound(run.time, view.from) - (direction > 0 ? 1 : 0);
  const row = search.from(from, direction);
  if (row < 0)
    return;
  selectRow(row, true);
  byId('found').textContent = `${count(lowerBound(search.rows, row) + 1)} of ${count(search.rows.length)}`;
}

function speak(text) {
  byId('spoken').textContent = text;
}

// ---- for tests

function stats() {
  const kinds = {};
  const actors = {};
  const numbers = new Uint32Array(run.shapes.length);
  for (let row = 0; row < run.count; row++)
    numbers[run.shape[row]]++;
  run.shapes.forEach((shape, at) => kinds[shape.kind] = (kinds[shape.kind] ?? 0) + numbers[at]);
  run.actors.forEach((actor, at) => {
    if (actor && run.first[at + 1] > run.first[at])
      actors[actor.name] = run.first[at + 1] - run.first[at];
  });
  return {
    deliveries: run.count, kinds, actors,
    lanes: view.lanes.filter(lane => !lane.isHidden).map(lane => lane.name),
    slices: run.states.reduce((sum, lane) => sum + (lane?.count ?? 0), 0),
    alarms: { xv6: run.alarms.filter(alarm => alarm.kind === 'xv6').length, akaros: run.alarms.filter(alarm => alarm.kind === 'akaros').length },
    delivered: run.alarms.filter(alarm => alarm.delivered !== null).length,
    end: run.end, from: view.from, to: view.to, scroll: view.scroll, messages: view.messages,
    selected: view.selection.row, chain: view.selection.chain.length, found: search.rows.length, isSearching: search.isBusy, isDark: isDark(),
    frames: { ...frames }, openMs,
  };
}

function sayTrouble() {
  const notes = [];
  if (run.facts.trouble)
    notes.push(`The record is not complete: ${run.facts.trouble}. What is here is what could be read.`);
  if (!run.facts.isWhole)
    notes.push(`Only the first ${count(run.count)} deliveries of the run are here.`);
  byId('trouble').hidden = notes.length === 0;
  byId('trouble').textContent = notes.join(' ');
}

/** What the address says behind #: step=N or alarm=N. */
function openHash() {
  const [, what, number] = /^#(step|alarm)=(\d+)$/.exec(location.hash) ?? [];
  if (what === 'step' && run.count > 0) {
    const row = Math.min(run.count - 1, lowerBound(run.step, Number(number)));
    view.show(run.time[row] - 5000, run.time[row] + 5000);
    selectRow(row, true);
  } else if (what === 'alarm' && run.alarms[Number(number)]) {
    selectAlarm(run.alarms[Number(number)]);
  }
}

async function start() {
  run = await loadRun();
  setClock(run.facts.hz);
  fields = new Fields(run);
  search = new Search(searchChanged);
  readInk();
  byId('title').textContent = run.facts.name;
  byId('subtitle').textContent = `${plural(run.facts.cores, 'core')} · ${roughly(run.end)} of virtual time · ${plural(run.count, 'delivery')} · ${plural(run.alarms.length, 'alarm')}`
    + ` · seed ${run.facts.seed}`;
  sayTrouble();
  view = new Timeline(byId('lanes'));
  map = new MiniMap(byId('map'), view);
  table = new Table();
  panel = new Panel();
  view.start();
  map.prepare();
  panel.start();
  drawNow();
  listen();
  openHash();
  openMs = performance.now();
  window.ak = {
    get stats() { return stats(); },
    drawNow, selectRow, selectAlarm: number => selectAlarm(run.alarms[number]), show: (from, to) => view.show(from, to),
    line: async row => fields.line(await fields.load(row), row),
    identity: identityOf, cause: row => run.cause[row],
    place: row => ({ x: view.x(run.time[row]), y: view.middleOf(run.receiver[row]) }),
    alarm: number => {
      const lane = view.lanes.find(lane => lane.alarms === run.alarms[number].kind);
      return { ...run.alarms[number], x: view.x(markOf(run.alarms[number])), y: view.yOf(lane) + lane.height / 2, chain: chainOf(run.alarms[number]) };
    },
  };
  document.documentElement.dataset.ready = 'true';
}

start().catch(error => {
  byId('trouble').hidden = false;
  byId('trouble').textContent = `This report cannot be shown: ${error.message}. It needs a browser of 2023 or later.`;
  throw error;
});
