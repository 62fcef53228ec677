// Fields of messages: inflated block by block when they are first asked for. FieldColumns.cs wrote them.

const FIELD = { number: 0, flag: 1, text: 2, time: 3, address: 4, bytes: 5, open: 6, close: 7 };
const BLOCKS_KEPT = 24;

class Fields {
  constructor(run) {
    this.run = run;
    this.elements = blocksOf('fields');
    this.blocks = new Map(); // by number, the last used last
  }

  /** The block, if it has been inflated. */
  ready(row) {
    const number = Math.floor(row / BLOCK_ROWS);
    const block = this.blocks.get(number);
    return block instanceof Promise ? null : block ?? null;
  }

  async load(row) {
    const number = Math.floor(row / BLOCK_ROWS);
    let block = this.blocks.get(number);
    if (!block)
      block = inflate(this.elements[number]).then(bytes => this.decode(new Columns(bytes), number));
    this.blocks.delete(number);
    this.blocks.set(number, block);
    if (this.blocks.size > BLOCKS_KEPT)
      this.blocks.delete(this.blocks.keys().next().value);
    block = await block;
    if (this.blocks.has(number))
      this.blocks.set(number, block);
    return block;
  }

  decode(columns, number) {
    const texts = Array.from({ length: columns.number() }, () => columns.text());
    const groups = new Map(); // by shape
    for (let left = columns.number(); left > 0; left--) {
      const shape = this.run.shapes[columns.number()];
      const rows = columns.number();
      groups.set(shape.number, shape.fields.map(field => this.column(columns, field.type, rows)));
    }
    const start = number * BLOCK_ROWS;
    const end = Math.min(start + BLOCK_ROWS, this.run.count);
    const places = new Uint32Array(end - start); // each row's place among the rows of its shape
    const next = new Uint32Array(this.run.shapes.length);
    for (let row = start; row < end; row++)
      places[row - start] = next[this.run.shape[row]]++;
    return { start, end, texts, groups, places };
  }

  column(columns, type, rows) {
    if (type >= FIELD.open)
      return null;
    const values = new Array(rows);
    for (let at = 0; at < rows; at++) {
      if (type === FIELD.number)
        values[at] = columns.wideSigned();
      else if (type === FIELD.flag || type === FIELD.address)
        values[at] = columns.wide();
      else if (type === FIELD.time)
        values[at] = beforeNever(columns.number());
      else
        values[at] = columns.number();
    }
    return values;
  }

  /** The fields of a row of that block: name, path, type, value; parts as opened and closed. */
  of(block, row) {
    const shape = this.run.shapes[this.run.shape[row]];
    const columns = block.groups.get(shape.number);
    const place = block.places[row - block.start];
    return shape.fields.map((field, at) => ({ ...field, value: columns[at] === null ? null : valueOf(block, field.type, columns[at][place]) }));
  }

  /** As in the transcript: field=value part(field=value). */
  line(block, row) {
    let line = '';
    for (const field of this.of(block, row)) {
      if (field.type === FIELD.close) {
        line += ')';
        continue;
      }
      if (line !== '' && !line.endsWith('('))
        line += ' ';
      line += field.type === FIELD.open ? `${field.name}(` : `${field.name}=${showField(field)}`;
    }
    return line;
  }

  /** One field of a row by its path, or undefined. */
  value(block, row, path) {
    return this.of(block, row).find(field => field.path === path && field.type < FIELD.open)?.value;
  }
}

/** 0 is never, which is null here; distances from 0 on were written one greater. */
function beforeNever(written) {
  if (written === 0)
    return null;
  const distance = written % 2 === 0 ? written / 2 : -(written + 1) / 2;
  return distance > 0 ? distance - 1 : distance;
}

function valueOf(block, type, value) {
  return type === FIELD.text || type === FIELD.bytes ? block.texts[value] : value;
}

function showField(field) {
  if (field.type === FIELD.time)
    return field.value === null ? 'never' : field.value >= 0 ? `+${field.value}` : `${field.value}`;
  return field.type === FIELD.address ? `0x${field.value.toString(16)}` : `${field.value}`;
}
