// All deliveries as rows of text. Only rows in sight exist; beyond what a browser can scroll, scrolling is scaled.

const ROW_HEIGHT = 22;
const SCROLL_MAX = 8_000_000; // pixels

class Table {
  constructor() {
    this.rows = byId('rows');
    this.spacer = byId('spacer');
    this.grid = byId('grid');
    this.onlyFound = byId('only-found');
    this.isOpen = false;
    this.first = 0;
    this.rows.addEventListener('scroll', () => this.scrolled());
    this.onlyFound.addEventListener('change', () => this.refresh());
    this.rows.addEventListener('click', event => {
      const place = event.target.closest('.row')?.dataset.row;
      if (place !== undefined)
        selectRow(Number(place));
    });
    this.grid.addEventListener('keydown', event => this.key(event));
  }

  toggle() {
    this.isOpen = !this.isOpen;
    byId('table').hidden = !this.isOpen;
    byId('stage').hidden = this.isOpen;
    byId('as-table').setAttribute('aria-pressed', `${this.isOpen}`);
    if (this.isOpen) {
      this.refresh();
      this.reveal(view.selection.row >= 0 ? view.selection.row : lowerBound(run.time, view.from));
      this.grid.focus();
    } else {
      view.resize();
      view.canvas.focus();
    }
  }

  /** The rows that are listed: all of the run, or what was found. */
  get length() {
    return this.onlyFound.checked ? search.rows.length : run.count;
  }

  rowOf(place) {
    return this.onlyFound.checked ? search.rows[place] : place;
  }

  placeOf(row) {
    return this.onlyFound.checked ? Math.min(this.length - 1, lowerBound(search.rows, row)) : row;
  }

  refresh() {
    if (!this.isOpen)
      return;
    this.grid.setAttribute('aria-rowcount', `${this.length + 1}`);
    this.spacer.style.height = `${Math.min(SCROLL_MAX, this.length * ROW_HEIGHT)}px`;
    this.scrolled();
  }

  get visible() {
    return Math.max(1, Math.floor(this.rows.clientHeight / ROW_HEIGHT));
  }

  scrolled() {
    const range = Math.max(1, this.rows.scrollHeight - this.rows.clientHeight);
    const most = Math.max(0, this.length - this.visible);
    this.first = Math.min(most, Math.round(this.rows.scrollTop / range * most));
    this.render();
  }

  reveal(row) {
    const place = this.placeOf(row);
    if (place < this.first || place >= this.first + this.visible) {
      const most = Math.max(1, this.length - this.visible);
      const range = this.rows.scrollHeight - this.rows.clientHeight;
      this.rows.scrollTop = Math.min(1, Math.max(0, place - this.visible / 3) / most) * range;
    }
    this.scrolled();
  }

  render() {
    const top = this.rows.scrollTop;
    const shown = [];
    const missing = new Set();
    for (let at = 0; at <= this.visible && this.first + at < this.length; at++) {
      const place = this.first + at;
      const row = this.rowOf(place);
      const block = fields.ready(row);
      if (!block)
        missing.add(Math.floor(row / BLOCK_ROWS));
      const isSelected = row === view.selection.row;
      const line = make('div', {
        role: 'row', class: `row ${search.has(row) ? 'found' : ''}`, id: `row-${row}`, 'data-row': row, 'aria-rowindex': place + 2,
        'aria-selected': `${isSelected}`, style: `top:${top + at * ROW_HEIGHT}px`,
      });
      for (const text of [count(run.step[row]), count(run.time[row]), micros(run.time[row]), nameOf(run.sender[row]), nameOf(run.receiver[row]),
        `${kindOf(row)}(${block ? fields.line(block, row) : '…'})`])
        line.append(make('span', { role: 'gridcell' }, text));
      shown.push(line);
      if (isSelected)
        this.grid.setAttribute('aria-activedescendant', `row-${row}`);
    }
    this.rows.replaceChildren(this.spacer, ...shown);
    if (missing.size > 0)
      Promise.all([...missing].map(number => fields.load(number * BLOCK_ROWS))).then(() => this.render());
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: this.visible, PageUp: -this.visible, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || this.length === 0)
      return;
    event.preventDefault();
    event.stopPropagation();
    const now = view.selection.row >= 0 ? this.placeOf(view.selection.row) : this.first - Math.sign(step);
    selectRow(this.rowOf(Math.min(this.length - 1, Math.max(0, now + step))));
  }
}
