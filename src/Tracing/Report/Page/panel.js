// The panel beside the timeline: alarms by lateness, what is selected, the run.

const ALARMS_SHOWN = 200;
const BINS = 24;
const EFFECTS_SHOWN = 60;

class Panel {
  constructor() {
    this.shownAlarms = ALARMS_SHOWN;
    this.tabs = ['alarms', 'selected', 'run'];
    for (const name of this.tabs)
      byId(`tab-${name}`).addEventListener('click', () => this.open(name));
    byId('tab-alarms').parentElement.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step)
        return;
      event.stopPropagation();
      event.preventDefault();
      const next = this.tabs[(this.tabs.indexOf(this.shown) + step + this.tabs.length) % this.tabs.length];
      this.open(next);
      byId(`tab-${next}`).focus();
    });
  }

  open(name) {
    this.shown = name;
    for (const tab of this.tabs) {
      byId(tab).hidden = tab !== name;
      byId(`tab-${tab}`).setAttribute('aria-selected', `${tab === name}`);
      byId(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
    }
  }

  start() {
    this.showAlarms();
    this.showRun();
    byId('selected').replaceChildren(make('p', { class: 'soft' }, 'Nothing is selected. Click a mark, a slice or an alarm, or press M for the next alarm.'));
    this.open(run.alarms.length > 0 ? 'alarms' : 'run');
  }

  // ---- alarms

  showAlarms() {
    const panel = byId('alarms');
    panel.replaceChildren();
    if (run.alarms.length === 0) {
      panel.append(make('p', {}, 'No alarm was armed in this run.'));
      return;
    }
    for (const kind of ['xv6', 'akaros'])
      this.addKind(panel, kind, run.alarms.filter(alarm => alarm.kind === kind));
    const order = [...run.alarms].sort((a, b) => (b.latency ?? -1) - (a.latency ?? -1) || a.number - b.number);
    const most = order[0].latency ?? 1;
    const list = make('ol', { class: 'list' });
    for (const alarm of order.slice(0, this.shownAlarms))
      list.append(this.alarmItem(alarm, most));
    panel.append(make('h2', {}, 'Latest first'), list);
    if (order.length > this.shownAlarms) {
      panel.append(make('button', { type: 'button', onclick: () => {
        this.shownAlarms *= 4;
        this.showAlarms();
      } }, `${count(order.length - this.shownAlarms)} more`));
    }
  }

  addKind(panel, kind, alarms) {
    if (alarms.length === 0)
      return;
    const late = alarms.filter(alarm => alarm.latency !== null).map(alarm => alarm.latency).sort((a, b) => a - b);
    const cancelled = alarms.filter(alarm => alarm.isCancelled).length;
    const rest = alarms.length - late.length - cancelled;
    panel.append(make('h2', {}, kind === 'xv6' ? '◆ xv6 alarm(ticks, handler)' : '● Akaros #A'),
      make('p', { class: 'soft' }, `${plural(alarms.length, 'arming')}: ${count(late.length)} delivered`
        + (cancelled > 0 ? `, ${count(cancelled)} cancelled` : '') + (rest > 0 ? `, ${count(rest)} not delivered` : '')));
    if (late.length > 0)
      panel.append(histogram(kind, alarms, late), make('dl', { class: 'quantiles' }, ...quantiles(late)));
  }

  alarmItem(alarm, most) {
    const late = alarm.latency === null ? outcomeOf(alarm) : inMicros(alarm.latency);
    return make('li', { class: 'alarm' }, make('button',
      { type: 'button', 'data-alarm': alarm.number, 'aria-label': `${alarmName(alarm)}, ${outcomeOf(alarm)}`, onclick: () => selectAlarm(alarm) },
      make('span', {}, alarm.isCancelled ? '✕' : alarm.kind === 'xv6' ? '◆' : '●'),
      make('span', {}, `${alarm.program} ${alarm.pid}`),
      make('span', { class: 'soft number' }, alarm.due < alarm.armed ? 'due at once' : `due ${dueText(alarm.due)}`),
      make('span', { class: 'late' }, late),
      make('span', { class: 'bar', style: `width:${alarm.latency === null ? 0 : Math.max(1, Math.round(50 * alarm.latency / most))}px` })));
  }

  // ---- the run

  showRun() {
    const { facts } = run;
    byId('run').replaceChildren(
      make('dl', { class: 'facts' }, ...pairs([
        ['run', facts.name],
        ['id', facts.id],
        ['ended', facts.status ? `${facts.status}: ${facts.reason}` : 'not recorded'],
        ['deliveries', count(run.count)],
        ['virtual time', both(run.count ? run.time[run.count - 1] : 0)],
        ['cores', `${facts.cores} at ${count(hz)} Hz`],
        ['tick', both(facts.tickCycles)],
        ['seed', facts.seed],
        ['until', facts.until.join(', ') || 'all have ended'],
        ['ActorKernel', facts.version],
      ])),
      make('h2', {}, 'Deliveries by kind'), countsTable(stats().kinds, 'kind:'),
      make('h2', {}, 'Deliveries by receiver'), countsTable(stats().actors, 'actor:'));
  }

  // ---- what is selected

  async showRow(row) {
    const panel = byId('selected');
    this.open('selected');
    const block = await fields.load(row);
    if (view.selection.row !== row)
      return;
    const cause = run.cause[row];
    const late = run.late.get(row) ?? 0;
    const ran = cause < 0 ? 0 : run.sent[row] - run.time[cause];
    panel.replaceChildren(
      make('h2', {}, kindOf(row)),
      make('p', {}, `${nameOf(run.sender[row])} → ${nameOf(run.receiver[row])}`),
      make('dl', { class: 'facts' }, ...pairs([
        ['step', count(run.step[row])],
        ['handled at', both(run.time[row])],
        ['sent at', both(run.sent[row])],
        ['under way', both(run.time[row] - run.sent[row])],
        ...(ran > 0 ? [['before that', `${nameOf(run.sender[row])} ran ${both(ran)}`]] : []),
        ...(late > 0 ? [['held back', both(late)]] : []),
        ['identity', identityOf(row)],
      ])),
      make('h2', {}, 'Fields'), fieldList(block, row),
      make('h2', {}, 'Cause'),
      cause < 0 ? make('p', { class: 'soft' }, 'None: it came from outside.') : rowList([cause], row),
      make('h2', {}, 'Effects'), this.effects(row));
  }

  effects(row) {
    const effects = effectsOf(row, EFFECTS_SHOWN);
    return effects.length === 0 ? make('p', { class: 'soft' }, 'None: nothing was sent because of it.') : rowList(effects, row);
  }

  showSlice(slice) {
    this.open('selected');
    const before = actorBound(run, slice.actor, slice.from + 1) - 1;
    const row = before >= run.first[slice.actor] ? run.byActor[before] : -1;
    byId('selected').replaceChildren(
      make('h2', {}, `${nameOf(slice.actor)}: ${stateText(slice.state)}`),
      make('dl', { class: 'facts' }, ...pairs([
        ['program', programOf(slice.pid)], ['from', both(slice.from)], ['to', both(slice.to)], ['for', both(slice.to - slice.from)],
      ])),
      make('div', { class: 'actions' }, make('button', { type: 'button', onclick: zoomToSelection }, 'Zoom to it (Z)')),
      ...(row < 0 ? [] : [make('h2', {}, 'Last delivery before its end'), rowList([row], row)]));
  }

  async showAlarm(alarm, chain) {
    this.open('selected');
    const panel = byId('selected');
    for (const row of chain.rows)
      await fields.load(row);
    if (view.selection.alarm !== alarm)
      return;
    panel.replaceChildren(
      make('h2', {}, alarmName(alarm)),
      make('dl', { class: 'facts' }, ...pairs([
        ['armed', both(alarm.armed)],
        ['due', alarm.due === Infinity ? 'never' : both(alarm.due)],
        ...(alarm.due < alarm.armed ? [['', 'set for the past: due at once']] : []),
        ['fired', alarm.fired === null ? '–' : both(alarm.fired)],
        ['handler', alarm.delivered === null ? '–' : `${both(alarm.delivered)} on core${alarm.core}`],
        ['returned', alarm.returned === null ? (alarm.delivered === null ? '–' : 'not observed') : both(alarm.returned)],
        ['outcome', outcomeOf(alarm) + (alarm.latency === null ? '' : ` (${cycles(alarm.latency)})`)],
      ])),
      make('div', { class: 'actions' },
        make('button', { type: 'button', id: 'zoom-firing', onclick: () => zoomToAlarm(alarm) }, 'Zoom to firing (Z)'),
        make('button', { type: 'button', onclick: () => zoomToAlarm(alarm, true) }, 'From arming on')),
      ...this.chainParts(alarm, chain));
  }

  chainParts(alarm, chain) {
    const longest = chain.armed.length;
    const late = [...chain.fired, ...chain.entered];
    const lasts = late.map((row, at) => run.time[row] - (at === 0 ? alarm.start : run.time[late[at - 1]]));
    const most = Math.max(1, ...lasts);
    const list = make('ol', { class: 'list', id: 'chain' });
    chain.armed.forEach((row, at) => list.append(hop(row, at + 1, at === 0 ? null : run.time[row] - run.time[chain.armed[at - 1]], 0, false)));
    if (chain.armed.length > 0 && late.length > 0) {
      list.append(make('li', { class: 'pause' }, alarm.due > alarm.armed
        ? `waits ${both(alarm.start - run.time[chain.armed.at(-1)])} until it is due` : 'is due at once'));
    }
    late.forEach((row, at) => {
      if (at === chain.fired.length && at > 0)
        list.append(make('li', { class: 'pause' }, 'what led to the entry that saw the event:'));
      list.append(hop(row, longest + at + 1, lasts[at], lasts[at] / most, lasts[at] === most && most > 1));
    });
    return [make('h2', {}, `Chain of causes, ${plural(chain.rows.length, 'hop')}`), ...whereItWent(alarm, chain), list];
  }
}

/** How much of the latency programs ran on cores before they sent on; the rest messages were under way. */
function whereItWent(alarm, chain) {
  if (alarm.latency === null || !chain.isOne)
    return [];
  const ran = chain.entered.reduce((sum, row, at) => at === 0 ? sum : sum + run.sent[row] - run.time[run.cause[row]], 0);
  return [make('p', { class: 'soft' }, `Of ${inMicros(alarm.latency)}, messages were under way ${inMicros(alarm.latency - ran)}`
    + (ran > 0 ? ` and cores ran programs ${inMicros(ran)} before they sent on.` : '.'))];
}

/** The handling of one message: how long since the hop before it, who to whom, what. */
function hop(row, number, lasts, share, isLongest) {
  const cause = run.cause[row];
  const ran = cause < 0 ? 0 : run.sent[row] - run.time[cause];
  const block = fields.ready(row);
  return make('li', { class: `hop ${isLongest ? 'longest' : ''}` }, make('button',
    { type: 'button', 'data-row': row, onclick: () => selectRow(row, true) },
    make('span', { class: 'delta' }, lasts === null ? '' : `+${inMicros(lasts)}`),
    make('span', { class: 'who' }, `${number}  ${nameOf(run.sender[row])} → ${nameOf(run.receiver[row])} ${kindOf(row)}`),
    make('span', { class: 'track' }, share > 0 ? make('div', { class: 'bar', style: `width:${Math.ceil(88 * share)}px` }) : ''),
    make('span', { class: 'what' }, `@${count(run.time[row])} · ${inMicros(run.time[row])}`
      + (ran > 0 ? ` · ${nameOf(run.sender[row])} ran ${inMicros(ran)} first` : '')
      + (isLongest ? ' · longest' : '')),
    make('span', { class: 'what fields' }, block ? fields.line(block, row) : '')));
}

const dueText = time => time === Infinity ? 'never' : `${grouped((time * 1e3 / hz).toFixed(3))} ms`;

const pairs = entries => entries.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]);

function fieldList(block, row) {
  const parts = [];
  const shown = [];
  for (const field of fields.of(block, row)) {
    if (field.type === FIELD.open)
      parts.push(field.name);
    else if (field.type === FIELD.close)
      parts.pop();
    else
      shown.push([field.path, field.type === FIELD.time && field.value !== null
        ? `${showField(field)} (${inMicros(run.time[row] + Number(field.value))})` : showField(field)]);
  }
  return shown.length === 0 ? make('p', { class: 'soft' }, 'None.') : make('dl', { class: 'facts', id: 'fields' }, ...pairs(shown));
}

function rowList(rows, since) {
  const list = make('ul', { class: 'list' });
  for (const row of rows)
    list.append(hop(row, '', Math.abs(run.time[row] - run.time[since]), 0, false));
  return list;
}

function quantiles(late) {
  const at = share => late[Math.max(0, Math.ceil(share * late.length) - 1)]; // the nearest rank, as 'ak trace stats'
  return [['least', late[0]], ['median', at(0.5)], ['99 %', at(0.99)], ['most', late.at(-1)]]
    .map(([name, value]) => make('div', {}, ...pairs([[name, inMicros(value)]])));
}

/** Bars of equal width, by the logarithm when the range is wide; each selects its latest alarm. */
function histogram(kind, alarms, late) {
  const [least, most] = [late[0], late.at(-1)];
  const isWide = most > 10 * Math.max(1, least);
  const scale = value => isWide ? Math.log(Math.max(1, value)) : value;
  const place = value => most === least ? Math.floor(BINS / 2)
    : Math.min(BINS - 1, Math.floor((scale(value) - scale(least)) / (scale(most) - scale(least)) * BINS));
  const bins = Array.from({ length: BINS }, () => []);
  for (const alarm of alarms) {
    if (alarm.latency !== null)
      bins[place(alarm.latency)].push(alarm);
  }
  const highest = Math.max(...bins.map(bin => bin.length));
  const bars = bins.map(bin => {
    bin.sort((a, b) => b.latency - a.latency);
    const label = bin.length === 0 ? 'none' : `${plural(bin.length, 'alarm')}, ${inMicros(bin.at(-1).latency)} to ${inMicros(bin[0].latency)}`;
    return make('button', { type: 'button', disabled: bin.length === 0, title: label, 'aria-label': label, onclick: () => selectAlarm(bin[0]) },
      make('span', { style: `height:${bin.length === 0 ? 0 : Math.max(4, 100 * bin.length / highest)}%` }));
  });
  return make('div', { role: 'group', 'aria-label': `Latencies of ${kind} alarms` },
    make('div', { class: `histogram ${kind}`, 'data-kind': kind }, ...bars),
    make('div', { class: 'scale' }, make('span', {}, inMicros(least)),
      make('span', {}, most === least ? 'all equal' : isWide ? 'latency, logarithmic' : 'latency'), make('span', {}, inMicros(most))));
}

function countsTable(counts, prefix) {
  const table = make('table', { class: 'counts' });
  for (const [name, number] of Object.entries(counts).sort((a, b) => b[1] - a[1])) {
    table.append(make('tr', {}, make('th', { scope: 'row' },
      make('button', { type: 'button', title: `Search for ${prefix}${name}`, onclick: () => searchFor(`${prefix}${name}`) }, name)),
    make('td', {}, count(number))));
  }
  return table;
}
