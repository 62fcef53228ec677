// The timeline: lanes over time. A frame costs by pixels and lanes, not by deliveries: shares of time come from sums,
// numbers of deliveries from places in sorted rows, so every zoom is exact.

const AXIS = 24;
const NAMES = 132;
const SPAN_MIN = 20; // cycles
const ALARMS_AHEAD = 32;
const GAP_PIXELS = 3; // slices or deliveries closer than this are drawn as shares or numbers
const HEIGHT = { alarm: 24, Core: 24, Process: 22, minor: 16 };
const STATE_INK = [null, 'user', 'handler', 'call', 'interrupt', 'waiting', 'ready'];

class Timeline {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext('2d', { alpha: false });
    this.scroll = 0;
    this.from = 0;
    this.to = 1;
    this.hasLess = false;
    this.pointer = null;
    this.selection = { row: -1, alarm: null, chain: [], slice: null };
  }

  start() {
    this.order();
    this.resize();
    this.fit();
  }

  // ---- which lanes, where

  /** Alarms, then each core with its own actors, processes, then the rest. */
  order() {
    const rank = { Core: 0, Trap: 1, Lapic: 2, TimerChain: 3 };
    const seen = run.actors.map((actor, place) => ({ actor, place })).filter(lane => lane.actor);
    const cores = seen.filter(lane => lane.actor.kind in rank)
      .sort((a, b) => a.actor.number - b.actor.number || rank[a.actor.kind] - rank[b.actor.kind]);
    const processes = seen.filter(lane => lane.actor.kind === 'Process').sort((a, b) => a.actor.number - b.actor.number);
    const others = seen.filter(lane => !(lane.actor.kind in rank) && lane.actor.kind !== 'Process')
      .sort((a, b) => groupOf(a.actor) - groupOf(b.actor) || (a.actor.name < b.actor.name ? -1 : 1));
    this.lanes = [
      ...['xv6', 'akaros'].filter(kind => run.alarms.some(alarm => alarm.kind === kind))
        .map((kind, at) => ({ alarms: kind, name: kind === 'xv6' ? '◆ xv6 alarms' : '● Akaros alarms', first: at === 0, place: -1 })),
      ...cores.map(lane => ({ ...lane, name: lane.actor.name, first: lane.actor.kind === 'Core', isMinor: lane.actor.kind !== 'Core' })),
      ...processes.map((lane, at) => ({ ...lane, name: processName(lane), first: at === 0 })),
      ...others.map((lane, at) => ({ ...lane, name: lane.actor.name, first: at === 0, isMinor: true })),
    ];
    this.byAlarmKind = { xv6: [], akaros: [] };
    for (const alarm of [...run.alarms].sort((a, b) => markOf(a) - markOf(b)))
      alarm.at = this.byAlarmKind[alarm.kind].push(alarm) - 1;
    this.alarmTimes = {};
    this.latestAlarm = {};
    for (const [kind, alarms] of Object.entries(this.byAlarmKind)) {
      this.alarmTimes[kind] = Float64Array.from(alarms, markOf);
      this.latestAlarm[kind] = alarms.reduce((most, alarm) => Math.max(most, alarm.latency ?? 0), 1);
    }
    this.layOut();
  }

  layOut() {
    let top = 0;
    this.laneOf = new Array(run.actors.length).fill(null); // by actor's place
    for (const lane of this.lanes) {
      lane.isHidden = this.hasLess && lane.isMinor === true;
      if (lane.isHidden)
        continue;
      lane.height = lane.alarms ? HEIGHT.alarm : lane.isMinor ? HEIGHT.minor : HEIGHT[lane.actor.kind];
      top += lane.first ? 6 : 0;
      lane.top = top;
      top += lane.height + 2;
      if (lane.place >= 0)
        this.laneOf[lane.place] = lane;
    }
    this.depth = top;
    const names = byId('names');
    names.replaceChildren(...this.lanes.filter(lane => !lane.isHidden).map(lane => lane.label = make('li',
      { class: `${lane.isMinor ? 'minor' : ''} ${lane.first ? 'first' : ''}`, title: lane.name }, lane.name)));
    this.placeNames();
  }

  placeNames() {
    for (const lane of this.lanes) {
      if (lane.isHidden)
        continue;
      lane.label.style.top = `${lane.top - this.scroll}px`;
      lane.label.style.height = `${lane.height}px`;
    }
  }

  resize() {
    const box = this.canvas.getBoundingClientRect();
    this.width = Math.max(50, box.width);
    this.height = Math.max(50, box.height);
    this.ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    this.base = this.pen.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.base.data.buffer);
    this.scrollTo(this.scroll);
  }

  // ---- the part shown

  get span() {
    return this.to - this.from;
  }

  x(time) {
    return NAMES + (time - this.from) / this.span * (this.width - NAMES);
  }

  timeAt(x) {
    return this.from + (x - NAMES) / (this.width - NAMES) * this.span;
  }

  show(from, to) {
    const most = run.end * 1.1;
    const span = Math.min(most, Math.max(SPAN_MIN, to - from));
    const middle = (from + to) / 2;
    const least = -run.end * 0.05;
    this.from = Math.max(least, Math.min(middle - span / 2, run.end * 1.05 - span));
    this.to = this.from + span;
    draw();
  }

  fit() {
    this.show(-run.end * 0.01, run.end * 1.01);
  }

  /** By a factor, with the time under x staying where it is. */
  zoom(factor, x = (this.width + NAMES) / 2) {
    const fixed = this.timeAt(x);
    const span = Math.min(run.end * 1.1, Math.max(SPAN_MIN, this.span * factor));
    const share = (fixed - this.from) / this.span;
    this.show(fixed - share * span, fixed + (1 - share) * span);
  }

  /** By parts of what is shown. */
  move(parts) {
    this.show(this.from + parts * this.span, this.to + parts * this.span);
  }

  scrollTo(top) {
    this.scroll = Math.max(0, Math.min(top, this.depth - (this.height - AXIS) + 8));
    this.placeNames();
    draw();
  }

  /** Moves as little as shows the time and the lane. */
  reveal(time, actor) {
    if (time < this.from + this.span * 0.05 || time > this.to - this.span * 0.05)
      this.show(time - this.span / 2, time + this.span / 2);
    const lane = this.laneOf[actor];
    if (!lane)
      return;
    if (lane.top < this.scroll)
      this.scrollTo(lane.top - 8);
    else if (lane.top + lane.height > this.scroll + this.height - AXIS)
      this.scrollTo(lane.top + lane.height - (this.height - AXIS) + 8);
  }

  middleOf(actor) {
    const lane = this.laneOf[actor];
    return lane ? AXIS + lane.top - this.scroll + lane.height / 2 : null;
  }

  // ---- drawing

  draw() {
    const pen = this.pen;
    this.pixels.fill(ink.pixel.paper);
    const shown = this.lanes.filter(lane => !lane.isHidden && lane.top + lane.height > this.scroll
      && lane.top < this.scroll + this.height - AXIS);
    for (const lane of shown)
      lane.isFine = this.isFine(lane);
    for (const lane of shown)
      this.paint(lane);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.putImageData(this.base, 0, 0);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.drawGrid(pen);
    pen.save();
    pen.beginPath();
    pen.rect(NAMES, AXIS, this.width - NAMES, this.height - AXIS);
    pen.clip();
    for (const lane of shown) {
      if (lane.alarms)
        this.drawAlarms(pen, lane);
      else
        this.drawLane(pen, lane);
    }
    drawArrows(pen, this);
    this.drawSelection(pen);
    pen.restore();
    this.drawPointer(pen);
  }

  yOf(lane) {
    return AXIS + lane.top - this.scroll;
  }

  /** Whether a lane's slices and deliveries are far enough apart to be drawn one by one. */
  isFine(lane) {
    if (lane.alarms)
      return { slices: true, marks: true };
    const most = (this.width - NAMES) / GAP_PIXELS;
    const marks = actorBound(run, lane.place, this.to) - actorBound(run, lane.place, this.from);
    const states = run.states[lane.place];
    const slices = states ? lowerBound(states.start, this.to) - lowerBound(states.start, this.from) : 0;
    return { slices: slices <= most, marks: marks <= most };
  }

  /** Into the pixels: the lane's ground, and what is too dense to be drawn one by one. */
  paint(lane) {
    const ratio = this.ratio;
    const top = Math.max(Math.round(AXIS * ratio), Math.round(this.yOf(lane) * ratio));
    const bottom = Math.min(this.canvas.height, Math.round((this.yOf(lane) + lane.height) * ratio));
    const left = Math.round(NAMES * ratio);
    const width = this.canvas.width;
    if (!lane.isMinor) {
      for (let y = top; y < bottom; y++)
        this.pixels.fill(ink.pixel.group, y * width + left, (y + 1) * width);
    }
    const full = Math.round((this.yOf(lane) + lane.height) * ratio);
    const height = Math.round(lane.height * ratio);
    if (!lane.alarms && run.states[lane.place] && !lane.isFine.slices)
      this.paintShares(run.states[lane.place], left, full, height, top, bottom);
    else if (!lane.alarms && !run.states[lane.place] && !lane.isFine.marks)
      this.paintNumbers(lane.place, left, full, height, top, bottom);
  }

  /** Each column of pixels holds the shares of its time: user below, then handlers, then the kernel. */
  paintShares(states, left, full, height, top, bottom) {
    const colours = [ink.pixel.user, ink.pixel.handler, ink.pixel.call];
    const middle = full - (height >> 1);
    const { start, state, sums, count } = states;
    const width = this.canvas.width;
    const step = this.span / (width - left);
    const before = new Float64Array(CLASSES);
    const after = new Float64Array(CLASSES);
    let place = lowerBound(start, this.from);
    const sumTo = (time, into) => {
      place = boundFrom(start, time, place, count); // the first slice that begins at or behind that time
      const slice = place < count && start[place] === time ? place : place - 1;
      if (slice < 0) {
        into.fill(0);
        return;
      }
      for (let kind = 0; kind < CLASSES; kind++)
        into[kind] = sums[slice * CLASSES + kind];
      const kind = CLASS_OF_STATE[state[slice]];
      if (kind >= 0)
        into[kind] += Math.min(time, run.end) - start[slice];
    };
    sumTo(this.from, before);
    for (let column = left; column < width; column++) {
      const time = this.from + (column - left + 1) * step;
      sumTo(time, after);
      let y = full;
      if (after[3] - before[3] > step / 2) { // off the core: a thin line, as one by one
        for (let line = middle; line < middle + this.ratio * 2; line++) {
          if (line >= top && line < bottom)
            this.pixels[line * width + column] = ink.pixel.waiting;
        }
      }
      for (let kind = 0; kind < colours.length; kind++) {
        const share = (after[kind] - before[kind]) / step;
        let part = Math.round(share * height);
        if (part === 0 && share > 0 && kind === 1)
          part = 1; // a handler is never rounded away
        for (; part > 0; part--) {
          y--;
          if (y >= top && y < bottom)
            this.pixels[y * width + column] = colours[kind];
        }
      }
      before.set(after);
    }
  }

  /** Each column is as high as it has deliveries, by the logarithm: 1 is a seventh, 100 the whole. */
  paintNumbers(actor, left, full, height, top, bottom) {
    const width = this.canvas.width;
    const step = this.span / (width - left);
    const end = run.first[actor + 1];
    let place = actorBound(run, actor, this.from);
    for (let column = left; column < width; column++) {
      const time = this.from + (column - left + 1) * step;
      const next = boundFrom(run.actorTime, time, place, end);
      const number = next - place;
      place = next;
      if (number === 0)
        continue;
      const part = Math.min(height, Math.ceil(height * Math.log2(1 + number) / 7));
      for (let y = Math.max(top, full - part); y < Math.min(full, bottom); y++)
        this.pixels[y * width + column] = ink.pixel.mark;
    }
  }

  drawGrid(pen) {
    pen.fillStyle = ink.panel;
    pen.fillRect(0, 0, this.width, AXIS);
    pen.fillRect(0, AXIS, NAMES, this.height - AXIS);
    pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
    pen.textBaseline = 'middle';
    const step = niceStep(this.span * 110 / (this.width - NAMES));
    const isFar = step < Math.abs(this.from) / 2000; // then times are told as distances from the first line
    const first = Math.ceil(this.from / step) * step;
    pen.strokeStyle = ink.line;
    pen.lineWidth = 1;
    let room = NAMES;
    for (let time = first; time <= this.to; time += step) {
      const x = Math.round(this.x(time)) + 0.5;
      pen.globalAlpha = 0.8;
      pen.beginPath();
      pen.moveTo(x, AXIS - 5);
      pen.lineTo(x, this.height);
      pen.stroke();
      pen.globalAlpha = 1;
      const text = isFar ? `+${axisTime(time - first, step)}` : axisTime(time, step);
      if (isFar && time === first)
        continue;
      pen.fillStyle = ink.soft;
      const width = pen.measureText(text).width;
      if (x + 4 > room && x + 4 + width < this.width) {
        pen.fillText(text, x + 4, AXIS / 2);
        room = x + width + 14;
      }
    }
    if (isFar) {
      const text = `${inMicros(first)}`;
      pen.fillStyle = ink.ink;
      pen.textAlign = 'right';
      pen.fillText(text, NAMES - 8, AXIS / 2);
      pen.textAlign = 'left';
      const x = Math.round(this.x(first)) + 0.5;
      pen.fillText('+0', x + 4, AXIS / 2);
    }
    pen.strokeStyle = ink.line;
    pen.beginPath();
    pen.moveTo(0, AXIS - 0.5);
    pen.lineTo(this.width, AXIS - 0.5);
    pen.stroke();
  }

  drawLane(pen, lane) {
    const y = this.yOf(lane);
    const states = run.states[lane.place];
    if (states && lane.isFine.slices)
      this.drawSlices(pen, lane, states, y);
    if (!states && !lane.isFine.marks)
      return;
    if (!states) {
      pen.strokeStyle = ink.line;
      pen.beginPath();
      pen.moveTo(NAMES, y + lane.height / 2);
      pen.lineTo(this.width, y + lane.height / 2);
      pen.stroke();
    }
    if (!lane.isFine.marks)
      return;
    const end = actorBound(run, lane.place, this.to);
    const labels = [];
    const chain = new Set(this.selection.chain);
    let last = -Infinity;
    pen.fillStyle = ink.mark;
    for (let place = actorBound(run, lane.place, this.from); place < end; place++) {
      const row = run.byActor[place];
      const x = this.x(run.time[row]);
      if (states) {
        if (x - last < 3)
          continue; // one tick for what is as good as one place
        last = x;
        pen.fillRect(x - 0.5, y + lane.height - 4, 1.5, 4);
      } else {
        pen.fillRect(x - 1.5, y + lane.height / 2 - 4, 3, 8);
        const next = place + 1 < run.first[lane.place + 1] ? this.x(run.actorTime[place + 1]) : this.width;
        if (next - x > 30 && !chain.has(row))
          labels.push([kindOf(row), x + 5, next - x - 9]);
      }
    }
    pen.font = '10.5px system-ui, "DejaVu Sans", sans-serif';
    pen.fillStyle = ink.soft;
    for (const [text, x, room] of labels)
      writeWithin(pen, text, x, y + lane.height / 2, room, 24);
  }

  drawSlices(pen, lane, states, y) {
    const { start, state, pid, count } = states;
    const height = lane.height;
    const isCore = lane.actor.kind === 'Core';
    for (let slice = Math.max(0, lowerBound(start, this.from) - 1); slice < count && start[slice] < this.to; slice++) {
      const name = STATE_INK[state[slice]];
      if (name === null)
        continue;
      const end = slice + 1 < count ? start[slice + 1] : run.end;
      const left = Math.max(NAMES, this.x(start[slice]));
      const width = Math.max(1, Math.min(this.width + 2, this.x(end)) - left);
      drawState(pen, name, left, y, width, height);
      if (width > 24) {
        const text = isCore ? `${programOf(pid[slice])}${name === 'user' ? '' : ` · ${stateText(name)}`}`
          : `${stateText(name)}${name === 'user' || name === 'handler' ? coreOf(lane.place, start[slice]) : ''}`;
        pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
        const isFilled = name === 'user' || name === 'handler' || name === 'call';
        pen.fillStyle = name === 'call' ? ink['on-call'] : isFilled ? ink['on-state'] : ink.soft;
        writeWithin(pen, text, left + 4, y + (isFilled ? height / 2 : height / 2 - (name === 'ready' ? 0 : 5)), width - 8, 18);
      }
    }
  }

  drawAlarms(pen, lane) {
    const y = this.yOf(lane) + lane.height / 2;
    const alarms = this.byAlarmKind[lane.alarms];
    const near = this.span / (this.width - NAMES) * 10;
    const times = this.alarmTimes[lane.alarms];
    const first = lowerBound(times, this.from - near);
    const end = lowerBound(times, this.to + near);
    if (end - first > (this.width - NAMES) / 5) {
      this.drawManyAlarms(pen, lane, first, end);
      return;
    }
    // Marks in sight, and the next behind them: it may be armed already, or late.
    const visible = alarms.slice(first, Math.min(alarms.length, end + ALARMS_AHEAD))
      .filter((alarm, at) => at < end - first || Math.min(alarm.start, alarm.armed) < this.to);
    pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
    let room = NAMES;
    for (const alarm of visible) {
      const isLit = this.selection.alarm === alarm;
      const x = this.x(markOf(alarm));
      const due = this.x(alarm.start);
      const colour = isLit ? ink.accent : ink.ink;
      pen.strokeStyle = colour;
      if (visible.length <= 60 && !alarm.isCancelled) { // from arming to due: waiting, as it should
        pen.globalAlpha = 0.5;
        pen.setLineDash([2, 4]);
        pen.beginPath();
        pen.moveTo(Math.max(NAMES, this.x(alarm.armed)), y);
        pen.lineTo(Math.min(this.width, due), y);
        pen.stroke();
        pen.setLineDash([]);
        pen.globalAlpha = 1;
      }
      if (x - due > 2) { // from due to delivered: late
        pen.fillStyle = isLit ? ink.accent : ink.call;
        pen.fillRect(due, y - 4, x - due, 8);
        pen.fillStyle = colour;
        pen.fillRect(due - 1, y - 8, 2, 16);
      }
      drawAlarmMark(pen, alarm, x, y, colour);
      if (alarm.latency !== null && x + 10 > room) {
        const text = `late ${roughly(alarm.latency)}`;
        const width = pen.measureText(text).width;
        const next = alarms[alarm.at + 1];
        if (visible.length <= 60 && (!next || this.x(Math.min(next.start, markOf(next))) > x + width + 22)) {
          pen.fillStyle = ink.group;
          pen.fillRect(x + 8, y - 7, width + 4, 14);
          pen.fillStyle = isLit ? ink.accent : ink.soft;
          pen.fillText(text, x + 10, y);
          room = x + width + 16;
        }
      }
    }
  }

  /** Each column as high as its latest alarm is late, by the logarithm: so the late ones stand out of the crowd. */
  drawManyAlarms(pen, lane, first, end) {
    const alarms = this.byAlarmKind[lane.alarms];
    const most = Math.log2(1 + this.latestAlarm[lane.alarms]);
    const base = this.yOf(lane) + lane.height - 1;
    const draw = (column, latency) => {
      const height = Math.max(2, (lane.height - 2) * Math.log2(1 + latency) / most);
      pen.fillRect(column, base - height, 1, height);
    };
    pen.fillStyle = ink.ink;
    let column = -1;
    let latest = 0;
    for (let at = first; at < end; at++) {
      const x = Math.round(this.x(this.alarmTimes[lane.alarms][at]));
      if (x !== column) {
        if (column >= 0)
          draw(column, latest);
        column = x;
        latest = 0;
      }
      latest = Math.max(latest, alarms[at].latency ?? 0);
    }
    draw(column, latest);
    const chosen = this.selection.alarm;
    if (chosen?.kind === lane.alarms)
      drawAlarmMark(pen, chosen, this.x(markOf(chosen)), this.yOf(lane) + lane.height / 2, ink.accent);
  }

  drawSelection(pen) {
    const { row, slice } = this.selection;
    if (slice) {
      const lane = this.laneOf[slice.actor];
      if (lane) {
        pen.strokeStyle = ink.accent;
        pen.lineWidth = 2;
        pen.strokeRect(this.x(slice.from), this.yOf(lane), Math.max(2, this.x(slice.to) - this.x(slice.from)), lane.height);
        pen.lineWidth = 1;
      }
    }
    if (row < 0)
      return;
    const y = this.middleOf(run.receiver[row]);
    const x = this.x(run.time[row]);
    pen.strokeStyle = ink.accent;
    pen.setLineDash([3, 3]);
    pen.beginPath();
    pen.moveTo(x, AXIS);
    pen.lineTo(x, this.height);
    pen.stroke();
    pen.setLineDash([]);
    if (y === null)
      return;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, 6, 0, 7);
    pen.stroke();
    pen.lineWidth = 1;
  }

  drawPointer(pen) {
    if (!this.pointer || this.pointer.x < NAMES)
      return;
    pen.strokeStyle = ink.soft;
    pen.globalAlpha = 0.6;
    pen.beginPath();
    pen.moveTo(this.pointer.x + 0.5, AXIS);
    pen.lineTo(this.pointer.x + 0.5, this.height);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  // ---- what is where

  laneAt(y) {
    const top = y - AXIS + this.scroll;
    return y < AXIS ? null : this.lanes.find(lane => !lane.isHidden && top >= lane.top - 1 && top < lane.top + lane.height + 1) ?? null;
  }

  /** An alarm, a delivery or a slice: { alarm } or { row } or { slice }, or null. */
  hit(x, y) {
    const lane = this.laneAt(y);
    if (!lane || x < NAMES)
      return null;
    if (lane.alarms) {
      const alarm = this.alarmNear(lane.alarms, x);
      return alarm ? { alarm } : null;
    }
    const row = this.nearestRow(lane.place, x);
    const states = run.states[lane.place];
    const reach = states && lane.isFine.slices ? 4 : 7;
    if (row >= 0 && Math.abs(this.x(run.time[row]) - x) <= reach)
      return { row };
    if (!states)
      return null;
    const time = this.timeAt(x);
    const slice = lowerBound(states.start, time) - 1;
    if (slice < 0 || states.state[slice] === 0 || time > run.end)
      return null;
    return {
      slice: {
        actor: lane.place, state: STATES[states.state[slice]], pid: states.pid[slice],
        from: states.start[slice], to: slice + 1 < states.count ? states.start[slice + 1] : run.end,
      },
    };
  }

  /** The nearest mark; where there are many, the latest alarm of those under the pointer. */
  alarmNear(kind, x) {
    const times = this.alarmTimes[kind];
    const alarms = this.byAlarmKind[kind];
    const [first, end] = [-2, 3].map(reach => lowerBound(times, this.timeAt(x + reach)));
    if (end - first > 1)
      return alarms.slice(first, end).reduce((latest, alarm) => (alarm.latency ?? -1) > (latest.latency ?? -1) ? alarm : latest);
    const place = lowerBound(times, this.timeAt(x));
    const near = nearest([alarms[place - 1], alarms[place]].filter(alarm => alarm), alarm => Math.abs(this.x(markOf(alarm)) - x));
    if (near && (Math.abs(this.x(markOf(near)) - x) < 12 || (this.x(near.start) <= x && x <= this.x(markOf(near)))))
      return near;
    return null;
  }

  nearestRow(actor, x) {
    const place = actorBound(run, actor, this.timeAt(x));
    const near = [place - 1, place].filter(at => at >= run.first[actor] && at < run.first[actor + 1]).map(at => run.byActor[at]);
    return nearest(near, row => Math.abs(this.x(run.time[row]) - x)) ?? -1;
  }
}

function groupOf(actor) {
  return { Device: 0, ProcessTable: 1, Host: 2, Outside: 3 }[actor.kind] ?? 0;
}

/** A slot is called by the program that it held, when it held only one. */
function processName(lane) {
  const pids = new Set(run.states[lane.place]?.pid ?? []);
  pids.delete(0);
  return pids.size === 1 ? programOf([...pids][0]) : lane.actor.name;
}

const markOf = alarm => alarm.delivered ?? alarm.fired ?? alarm.start;

function nearest(all, distance) {
  let best = null;
  for (const one of all) {
    if (best === null || distance(one) < distance(best))
      best = one;
  }
  return best;
}

const stateText = name => ({ call: 'in a call', interrupt: 'interrupted' })[name] ?? name;

/** On which core a process' slice is. */
function coreOf(place, time) {
  const core = run.actors.findIndex((actor, at) => actor?.kind === 'Core' && run.states[at] && sliceHas(run.states[at], time, run.states[place]));
  return core < 0 ? '' : ` on ${run.actors[core].name}`;
}

function sliceHas(states, time, process) {
  const slice = lowerBound(states.start, time + 1) - 1;
  const own = lowerBound(process.start, time + 1) - 1;
  return slice >= 0 && own >= 0 && states.start[slice] === time && states.pid[slice] === process.pid[own];
}

/** States differ in height and pattern as well as in colour. */
function drawState(pen, name, x, y, width, height) {
  pen.fillStyle = ink[name];
  if (name === 'user') {
    pen.fillRect(x, y, width, height);
  } else if (name === 'handler') {
    pen.fillRect(x, y, width, height);
    if (width > 6)
      drawHatch(pen, x, y, width, height);
  } else if (name === 'call') {
    pen.fillRect(x, y + height * 0.2, width, height * 0.6);
  } else if (name === 'interrupt') {
    pen.fillRect(x, y + height * 0.36, width, height * 0.28);
  } else if (name === 'waiting') {
    pen.fillRect(x, y + height / 2 - 1, width, 2);
  } else if (name === 'ready') {
    pen.strokeStyle = ink.ready;
    pen.setLineDash([4, 3]);
    pen.strokeRect(x + 0.5, y + 2.5, Math.max(1, width - 1), height - 5);
    pen.setLineDash([]);
  }
  if (width > 4 && (name === 'user' || name === 'handler' || name === 'call')) { // so that neighbours stay apart
    pen.fillStyle = ink.group;
    pen.fillRect(x + width - 1, y, 1, height);
  }
}

function drawHatch(pen, x, y, width, height) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = ink['on-state'];
  pen.globalAlpha = 0.22;
  pen.lineWidth = 2;
  pen.beginPath();
  const end = Math.min(x + width, 4000);
  for (let at = x - height; at < end; at += 8) {
    pen.moveTo(at, y + height);
    pen.lineTo(at + height, y);
  }
  pen.stroke();
  pen.restore();
}

function drawAlarmMark(pen, alarm, x, y, colour) {
  pen.beginPath();
  if (alarm.isCancelled) {
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.moveTo(x - 4, y - 4);
    pen.lineTo(x + 4, y + 4);
    pen.moveTo(x + 4, y - 4);
    pen.lineTo(x - 4, y + 4);
    pen.stroke();
    pen.lineWidth = 1;
    return;
  }
  if (alarm.kind === 'xv6') {
    pen.moveTo(x, y - 7);
    pen.lineTo(x + 6, y);
    pen.lineTo(x, y + 7);
    pen.lineTo(x - 6, y);
    pen.closePath();
  } else {
    pen.arc(x, y, 5.5, 0, 7);
  }
  pen.fillStyle = alarm.delivered === null ? ink.group : colour;
  pen.fill();
  pen.strokeStyle = alarm.delivered === null ? colour : ink.group;
  pen.stroke();
}

/** Cut with dots where there is no room; nothing where there is none at all. */
function writeWithin(pen, text, x, y, room, least) {
  if (room < least)
    return;
  let shown = text;
  if (pen.measureText(shown).width > room) {
    const letters = Math.floor(text.length * room / pen.measureText(text).width) - 1;
    if (letters < 2)
      return;
    shown = `${text.slice(0, letters)}…`;
  }
  pen.fillText(shown, x, y);
}

/** 1, 2 or 5 times a power of ten seconds, in cycles, not less than given. */
function niceStep(least) {
  const seconds = least / hz;
  const power = 10 ** Math.floor(Math.log10(seconds));
  const factor = [1, 2, 5, 10].find(factor => factor * power >= seconds * 0.999999);
  return factor * power * hz;
}
