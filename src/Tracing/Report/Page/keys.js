// Keys and the pointer. Everything that the pointer does has a key.

const KEYS = {
  '+': () => view.zoom(0.5), '=': () => view.zoom(0.5), w: () => view.zoom(0.5),
  '-': () => view.zoom(2), _: () => view.zoom(2), s: () => view.zoom(2),
  ArrowLeft: () => view.move(-0.2), a: () => view.move(-0.2),
  ArrowRight: () => view.move(0.2), d: () => view.move(0.2),
  ArrowUp: () => view.scrollTo(view.scroll - 60),
  ArrowDown: () => view.scrollTo(view.scroll + 60),
  Home: () => view.show(-view.span * 0.02, view.span * 0.98),
  End: () => view.show(run.end - view.span * 0.98, run.end + view.span * 0.02),
  f: () => view.fit(),
  z: () => zoomToSelection(),
  m: () => nextAlarm(1), M: () => nextAlarm(-1),
  x: () => selectLatest(),
  ']': () => stepRow(1), '[': () => stepRow(-1),
  '}': () => stepLane(1), '{': () => stepLane(-1),
  c: () => view.selection.row >= 0 && run.cause[view.selection.row] >= 0 && selectRow(run.cause[view.selection.row], true),
  e: () => view.selection.row >= 0 && run.effect[view.selection.row] >= 0 && selectRow(run.effect[view.selection.row], true),
  '/': () => byId('query').focus(),
  n: () => nextFound(1), N: () => nextFound(-1),
  t: () => table.toggle(),
  h: () => toggleLess(),
  l: () => changeTheme(),
  '?': () => byId('keys').showModal(),
  Escape: () => selectNothing(),
};

function listen() {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId('keys').open || event.target.closest('input'))
      return;
    if ((event.key === 'ArrowUp' || event.key === 'ArrowDown' || event.key === 'Home' || event.key === 'End') && event.target.closest('aside'))
      return; // these scroll the panel
    const action = KEYS[event.key];
    if (!action)
      return;
    event.preventDefault();
    action();
  });
  listenToTools();
  listenToPointer();
  listenToMap();
  addEventListener('resize', resizeAll);
  dark.addEventListener('change', () => {
    readInk();
    resizeAll();
  });
}

function listenToTools() {
  const actions = {
    'zoom-in': KEYS['+'], 'zoom-out': KEYS['-'], fit: KEYS.f, less: KEYS.h, 'as-table': KEYS.t, theme: KEYS.l, help: KEYS['?'],
    next: KEYS.n, previous: KEYS.N,
  };
  for (const [id, action] of Object.entries(actions))
    byId(id).addEventListener('click', action);
  byId('search').addEventListener('submit', event => event.preventDefault());
  byId('query').addEventListener('keydown', event => {
    if (event.key === 'Enter')
      submitSearch(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape')
      (table.isOpen ? table.grid : view.canvas).focus();
  });
}

function listenToPointer() {
  const canvas = view.canvas;
  let drag = null;
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    if (event.shiftKey)
      view.scrollTo(view.scroll + (event.deltaY || event.deltaX));
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
      view.move(event.deltaX / view.width);
    else
      view.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), place(event).x);
  }, { passive: false });
  canvas.addEventListener('pointerdown', event => {
    drag = { ...place(event), from: view.from, to: view.to, scroll: view.scroll, hasMoved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', event => {
    view.pointer = place(event);
    if (drag) {
      const [right, down] = [view.pointer.x - drag.x, view.pointer.y - drag.y];
      drag.hasMoved ||= Math.hypot(right, down) > 4;
      if (drag.hasMoved) {
        canvas.classList.add('drags');
        const shift = right / (view.width - NAMES) * (drag.to - drag.from);
        view.show(drag.from - shift, drag.to - shift);
        view.scrollTo(drag.scroll - down);
      }
    }
    showTip(drag?.hasMoved ? null : view.pointer);
    draw();
  });
  canvas.addEventListener('pointerup', event => {
    canvas.classList.remove('drags');
    if (drag && !drag.hasMoved)
      selectHit(view.hit(place(event).x, place(event).y));
    drag = null;
  });
  canvas.addEventListener('pointerleave', () => {
    view.pointer = null;
    showTip(null);
    draw();
  });
}

function listenToMap() {
  const canvas = map.canvas;
  const go = event => map.go(event.clientX - canvas.getBoundingClientRect().left);
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    go(event);
  });
  canvas.addEventListener('pointermove', event => {
    if (event.buttons & 1)
      go(event);
  });
}

function showTip(at) {
  const tip = byId('tip');
  const hit = at && view.hit(at.x, at.y);
  tip.hidden = !hit;
  byId('where').textContent = at && at.x > NAMES ? both(view.timeAt(at.x)) : '';
  if (!hit)
    return;
  tip.textContent = hit.alarm ? `${alarmName(hit.alarm)}\n${outcomeOf(hit.alarm)}`
    : hit.slice ? `${nameOf(hit.slice.actor)} ${stateText(hit.slice.state)}: ${programOf(hit.slice.pid)}\n${both(hit.slice.to - hit.slice.from)}`
      : tipOf(hit.row);
  tip.style.left = `${Math.min(at.x + 14, view.width - tip.offsetWidth - 6)}px`;
  tip.style.top = `${Math.min(at.y + 16, view.height - tip.offsetHeight - 6)}px`;
}

function tipOf(row) {
  const block = fields.ready(row);
  if (!block)
    fields.load(row).then(() => showTip(view.pointer));
  return `${nameOf(run.sender[row])} → ${nameOf(run.receiver[row])}  ${kindOf(row)}\n${both(run.time[row])}\n${block ? fields.line(block, row) : '…'}`;
}
