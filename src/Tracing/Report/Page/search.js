// Search: every word must be met. What goes by kind, actor or program is looked up in sets; texts and fields in blocks.

const FOUND_MAX = 1_000_000;

class Search {
  constructor(changed) {
    this.changed = changed;
    this.clear();
  }

  clear() {
    this.turn = (this.turn ?? 0) + 1; // a search that was overtaken by another stops
    this.rows = [];
    this.query = '';
    this.isBusy = false;
  }

  async start(query) {
    this.clear();
    this.query = query.trim();
    const turn = this.turn;
    const words = this.query.split(/\s+/).filter(word => word !== '').map(conditionOf);
    if (words.length === 0) {
      this.changed();
      return;
    }
    this.isBusy = true;
    const needsFields = words.some(word => word.needsFields);
    for (let start = 0; start < run.count && this.rows.length < FOUND_MAX; start += BLOCK_ROWS) {
      const block = needsFields ? await fields.load(start) : null;
      if (turn !== this.turn)
        return;
      this.searchBlock(start, block, words);
      if (needsFields) {
        this.changed();
        await new Promise(resolve => setTimeout(resolve)); // keys and drawing go first
        if (turn !== this.turn)
          return;
      }
    }
    this.isBusy = false;
    this.changed();
  }

  searchBlock(start, block, words) {
    const tests = words.map(word => word.within(block));
    const end = Math.min(start + BLOCK_ROWS, run.count);
    for (let row = start; row < end && this.rows.length < FOUND_MAX; row++) {
      if (tests.every(test => test(row)))
        this.rows.push(row);
    }
  }

  has(row) {
    const place = lowerBound(this.rows, row);
    return this.rows[place] === row;
  }

  /** The match behind a row, or before it; around the end. */
  from(row, direction) {
    if (this.rows.length === 0)
      return -1;
    const place = direction > 0 ? lowerBound(this.rows, row + 1) : lowerBound(this.rows, row) - 1;
    return this.rows[(place + this.rows.length) % this.rows.length];
  }
}

function conditionOf(word) {
  const lower = word.toLowerCase();
  if (lower.startsWith('kind:'))
    return plain(setOf(run.shapes, shape => shape.kind.toLowerCase() === lower.slice(5)), null);
  if (lower.startsWith('actor:'))
    return plain(null, setOf(run.actors, actor => actor.name.toLowerCase() === lower.slice(6)));
  const equals = word.indexOf('=');
  if (equals > 0)
    return fieldCondition(word.slice(0, equals).toLowerCase(), word.slice(equals + 1).toLowerCase());
  return anywhere(lower);
}

const setOf = (all, test) => Uint8Array.from(all, item => item && test(item) ? 1 : 0);

function plain(shapes, actors) {
  return {
    needsFields: false,
    within: () => row => (shapes !== null && shapes[run.shape[row]] === 1)
      || (actors !== null && (actors[run.receiver[row]] === 1 || actors[run.sender[row]] === 1)),
  };
}

/** Some field of that name, or whose path ends in it, shows as that value. */
function fieldCondition(name, wanted) {
  const places = run.shapes.map(shape => shape.fields.flatMap((field, place) =>
    field.type < FIELD.open && (field.path.toLowerCase() === name || field.name.toLowerCase() === name) ? [place] : []));
  return {
    needsFields: places.some(some => some.length > 0),
    within: block => row => {
      const shape = run.shape[row];
      return places[shape].some(place => {
        const { type } = run.shapes[shape].fields[place];
        const value = valueOf(block, type, block.groups.get(shape)[place][block.places[row - block.start]]);
        const shown = showField({ type, value }).toLowerCase();
        return shown === wanted || shown === `"${wanted}"` || (type === FIELD.address && `${value}` === wanted);
      });
    },
  };
}

/** In the kind, an actor's name, or a text among the fields: texts are compared once for each block. */
function anywhere(word) {
  const shapes = setOf(run.shapes, shape => shape.kind.toLowerCase().includes(word));
  const actors = setOf(run.actors, actor => actor.name.toLowerCase().includes(word));
  const texts = run.shapes.map(shape => shape.fields.flatMap((field, place) =>
    field.type === FIELD.text || field.type === FIELD.bytes ? [place] : []));
  const inNames = plain(shapes, actors).within();
  return {
    needsFields: true,
    within: block => {
      const met = Uint8Array.from(block.texts, text => text.toLowerCase().includes(word) ? 1 : 0);
      return row => {
        if (inNames(row))
          return true;
        const shape = run.shape[row];
        for (const place of texts[shape]) {
          if (met[block.groups.get(shape)[place][block.places[row - block.start]]] === 1)
            return true;
        }
        return false;
      };
    },
  };
}
