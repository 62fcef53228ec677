// Messages as arrows, when few enough are in sight; the chain that is looked at always.

const ARROWS_MAX = 700;
const LABELS_MAX = 40;
const FLIGHT_MAX = 64; // rows before the first in sight whose messages may still be under way

function drawArrows(pen, view) {
  const first = lowerBound(run.time, view.from);
  const end = lowerBound(run.time, view.to);
  view.messages = end - first;
  const chain = new Set(view.selection.chain);
  if (view.messages <= ARROWS_MAX) {
    const last = Math.min(run.count, end + FLIGHT_MAX);
    pen.globalAlpha = chain.size > 0 ? 0.35 : view.messages > 150 ? 0.5 : 0.85;
    pen.strokeStyle = ink.arrow;
    pen.fillStyle = ink.arrow;
    for (let row = Math.max(0, first - 1); row < last; row++) {
      if (!chain.has(row) && run.sent[row] < view.to)
        drawArrow(pen, view, row, 1);
    }
    pen.globalAlpha = 1;
    if (view.messages <= LABELS_MAX)
      labelArrows(pen, view, Math.max(0, first), last, chain);
  }
  if (chain.size > 0)
    drawChain(pen, view);
}

function drawArrow(pen, view, row, thickness) {
  const from = view.middleOf(run.sender[row]);
  const to = view.middleOf(run.receiver[row]);
  if (from === null || to === null || from === to)
    return;
  const x0 = view.x(run.sent[row]);
  const x1 = view.x(run.time[row]);
  const size = 3.5 + thickness;
  const angle = Math.atan2(to - from, x1 - x0);
  pen.lineWidth = thickness;
  pen.beginPath();
  pen.moveTo(x0, from);
  pen.lineTo(x1 - Math.cos(angle) * size, to - Math.sin(angle) * size);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x1, to);
  pen.lineTo(x1 - Math.cos(angle - 0.42) * size * 1.7, to - Math.sin(angle - 0.42) * size * 1.7);
  pen.lineTo(x1 - Math.cos(angle + 0.42) * size * 1.7, to - Math.sin(angle + 0.42) * size * 1.7);
  pen.fill();
  pen.lineWidth = 1;
}

/** Kinds of messages, into lanes with slices: the others write them beside their marks. */
function labelArrows(pen, view, first, last, chain) {
  pen.font = '10.5px system-ui, "DejaVu Sans", sans-serif';
  const ends = new Map(); // where a lane's last text ends
  for (let row = first; row < last; row++) {
    const lane = view.laneOf[run.receiver[row]];
    if (!lane || chain.has(row) || !run.states[run.receiver[row]])
      continue;
    const x = view.x(run.time[row]) + 4;
    if (x < (ends.get(lane) ?? 0))
      continue;
    ends.set(lane, x + pen.measureText(kindOf(row)).width + 6);
    writeOnPlate(pen, kindOf(row), x, view.yOf(lane) + lane.height - 1, ink.ink, 'top');
  }
}

function drawChain(pen, view) {
  pen.strokeStyle = ink.accent;
  pen.fillStyle = ink.accent;
  for (const row of view.selection.chain) {
    drawArrow(pen, view, row, 2);
    const y = view.middleOf(run.receiver[row]);
    const x = view.x(run.time[row]);
    if (y === null || x < NAMES - 20 || x > view.width + 20)
      continue;
    pen.beginPath();
    pen.arc(x, y, 3.5, 0, 7);
    pen.fill();
  }
  const seen = [];
  pen.font = '600 11px system-ui, "DejaVu Sans", sans-serif';
  view.selection.chain.forEach((row, at) => {
    const y = view.middleOf(run.receiver[row]);
    const x = view.x(run.time[row]);
    if (y === null || x < NAMES || x > view.width)
      return;
    const text = `${at + 1} ${kindOf(row)}`;
    const width = pen.measureText(text).width;
    const left = x + 7 + width > view.width ? x - width - 8 : x + 7;
    if (seen.some(other => Math.abs(other.y - y) < 14 && other.left < left + width + 4 && left < other.right + 4))
      return;
    seen.push({ y, left, right: left + width });
    writeOnPlate(pen, text, left, y - 6, ink.accent, 'middle');
  });
}

function writeOnPlate(pen, text, x, y, colour, baseline) {
  const width = pen.measureText(text).width;
  pen.globalAlpha = 0.82;
  pen.fillStyle = ink.panel;
  pen.fillRect(x - 2, baseline === 'top' ? y - 1 : y - 7, width + 4, 13);
  pen.globalAlpha = 1;
  pen.fillStyle = colour;
  pen.textBaseline = baseline;
  pen.fillText(text, x, y);
  pen.textBaseline = 'middle';
}
