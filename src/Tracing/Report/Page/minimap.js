// The whole run in a strip: deliveries as a skyline, alarms as marks, what the timeline shows as a frame.

class MiniMap {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.pen = canvas.getContext('2d');
    this.back = document.createElement('canvas');
  }

  /** The part that does not change with the view. */
  prepare() {
    const box = this.canvas.getBoundingClientRect();
    this.width = Math.max(50, box.width);
    this.height = box.height;
    this.ratio = devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.back]) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
    }
    const pen = this.back.getContext('2d');
    pen.scale(this.ratio, this.ratio);
    pen.fillStyle = ink.panel;
    pen.fillRect(0, 0, this.width, this.height);
    this.drawSkyline(pen);
    pen.fillStyle = ink.ink;
    for (const [kind, times] of Object.entries(this.view.alarmTimes)) {
      let last = -Infinity;
      for (const time of times) {
        const x = Math.round(this.x(time));
        if (x > last)
          pen.fillRect(x - 0.75, kind === 'xv6' ? 3 : 11, 1.5, 7);
        last = x;
      }
    }
  }

  drawSkyline(pen) {
    const base = this.height - 2;
    pen.fillStyle = ink.waiting;
    let row = 0;
    for (let x = 0; x < this.width - NAMES; x++) {
      const next = lowerBound(run.time, (x + 1) / (this.width - NAMES) * run.end, row);
      if (next > row)
        pen.fillRect(NAMES + x, base, 1, -Math.min(24, 3 + 3 * Math.log2(next - row)));
      row = next;
    }
    pen.fillStyle = ink.soft;
    pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
    pen.textBaseline = 'middle';
    pen.fillText('whole run', 12, this.height / 2 - 7);
    pen.fillText(roughly(run.end), 12, this.height / 2 + 8);
  }

  x(time) {
    return NAMES + time / run.end * (this.width - NAMES);
  }

  draw() {
    const pen = this.pen;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.back, 0, 0);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const left = Math.max(NAMES, this.x(this.view.from));
    const right = Math.min(this.width, Math.max(left + 3, this.x(this.view.to)));
    pen.fillStyle = ink.panel;
    pen.globalAlpha = 0.65;
    pen.fillRect(NAMES, 0, left - NAMES, this.height);
    pen.fillRect(right, 0, this.width - right, this.height);
    pen.globalAlpha = 1;
    pen.strokeStyle = ink.focus;
    pen.lineWidth = 2;
    pen.strokeRect(left + 1, 1, Math.max(2, right - left - 2), this.height - 2);
    this.canvas.setAttribute('aria-valuemin', '0');
    this.canvas.setAttribute('aria-valuemax', `${run.end}`);
    this.canvas.setAttribute('aria-valuenow', `${Math.max(0, Math.round((this.view.from + this.view.to) / 2))}`);
    this.canvas.setAttribute('aria-valuetext', `${inMicros(Math.max(0, this.view.from))} to ${inMicros(this.view.to)}`);
  }

  /** The timeline's middle goes to where the pointer is. */
  go(x) {
    const time = (x - NAMES) / (this.width - NAMES) * run.end;
    this.view.show(time - this.view.span / 2, time + this.view.span / 2);
  }
}
