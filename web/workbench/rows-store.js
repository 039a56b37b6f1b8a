// The rows of an answer in little memory: each different term once, as the bytes of its TSV, and for each row and column
// the number of its term. Used by the worker, and by the bench in Node.
import { collationKey, compare, fold, sortKey } from "./collation.js";
import { readTerm } from "./terms-tsv.js";

const TAB = 9, LINE = 10;
const decoder = new TextDecoder();

function grown(array, size) {
  const larger = new array.constructor(size);
  larger.set(array);
  return larger;
}

class Terms {
  constructor() {
    this.bytes = new Uint8Array(1 << 20);
    this.starts = new Uint32Array(1 << 14); // of term n; term 0 is no term
    this.labels = new Uint32Array(1 << 14);
    this.slots = new Uint32Array(1 << 15);
    this.count = 1;
    this.starts[1] = 0;
  }

  // Return the number of the term that stands in `data` from `from` to before `to`.
  number(data, from, to) {
    if (from === to) return 0;
    let hash = 2166136261;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ data[at], 16777619);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1, length = to - from;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const held = this.slots[slot];
      if (!held) return this.add(data, from, to, slot);
      const start = this.starts[held];
      if (this.starts[held + 1] - start !== length) continue;
      let at = 0;
      while (at < length && this.bytes[start + at] === data[from + at]) at++;
      if (at === length) return held;
    }
  }

  add(data, from, to, slot) {
    const number = this.count++, start = this.starts[number], end = start + to - from;
    while (end > this.bytes.length) this.bytes = grown(this.bytes, this.bytes.length * 2);
    this.bytes.set(data.subarray(from, to), start);
    if (number + 2 > this.starts.length) {
      this.starts = grown(this.starts, this.starts.length * 2);
      this.labels = grown(this.labels, this.labels.length * 2);
    }
    this.starts[number + 1] = end;
    this.slots[slot] = number;
    if (this.count * 2 > this.slots.length) this.rehash();
    return number;
  }

  rehash() {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let number = 1; number < this.count; number++) {
      let hash = 2166136261;
      for (let at = this.starts[number]; at < this.starts[number + 1]; at++) hash = Math.imul(hash ^ this.bytes[at], 16777619);
      hash ^= hash >>> 15;
      let slot = hash & mask;
      while (this.slots[slot]) slot = (slot + 1) & mask;
      this.slots[slot] = number;
    }
  }

  text(number) { return number ? decoder.decode(this.bytes.subarray(this.starts[number], this.starts[number + 1])) : ""; }

  // What a term is called: its label where it has one, else its own text.
  called(number) {
    return readTerm(this.text(this.labels[number] || number))?.value ?? "";
  }

  get memory() { return this.bytes.length + this.starts.byteLength + this.labels.byteLength + this.slots.byteLength; }
}

export class RowStore {
  constructor(columns, { vietnamese = false, most = Infinity } = {}) {
    this.columns = columns;
    this.vietnamese = vietnamese;
    this.most = most;
    this.terms = new Terms();
    this.cells = columns.map(() => new Uint32Array(1 << 12));
    this.count = 0;
    this.order = null; // the rows that are shown, in their order; null: all, as they came
    this.kept = new Uint8Array(0); // the beginning of a line whose end has not come
    this.places = null;
    this.ranks = new Map();
    this.filter = "";
    this.sort = null;
  }

  get full() { return this.count >= this.most; }

  // Take a part of the document.
  take(data) {
    let from = 0;
    if (this.kept.length) {
      const joined = new Uint8Array(this.kept.length + data.length);
      joined.set(this.kept);
      joined.set(data, this.kept.length);
      data = joined;
    }
    for (let end = data.indexOf(LINE, from); end >= 0 && !this.full; end = data.indexOf(LINE, from)) {
      if (this.places) this.row(data, from, end);
      else this.head(decoder.decode(data.subarray(from, end)));
      from = end + 1;
    }
    this.kept = data.slice(from);
  }

  // The first line: columns, and columns of labels after those that they are of.
  head(line) {
    let at = 0;
    this.places = line.split("\t").map((name) => (name === `?${this.columns[at]}` ? { column: at++ } : { labels: at - 1 }));
  }

  row(data, from, end) {
    const row = this.count++;
    if (row >= this.cells[0].length) this.cells = this.cells.map((cells) => grown(cells, cells.length * 2));
    let place = 0, last = 0;
    while (from <= end) {
      let to = from;
      while (to < end && data[to] !== TAB) to++;
      const number = this.terms.number(data, from, to), { column } = this.places[place++] ?? {};
      if (column !== undefined) { this.cells[column][row] = number; last = number; }
      else if (number && last) this.terms.labels[last] = number;
      from = to + 1;
    }
  }

  // The number of rows that are shown.
  get shown() { return this.order ? this.order.length : this.count; }

  // Return rows as [text of term, text of label] for each column.
  rows(from, to) {
    const found = [];
    for (let at = from; at < Math.min(to, this.shown); at++) {
      const row = this.order ? this.order[at] : at;
      found.push(this.cells.map((cells) => [this.terms.text(cells[row]), this.terms.text(this.terms.labels[cells[row]])]));
    }
    return found;
  }

  // Show the rows that have a text, in an order: {column, down}.
  view({ filter = "", sort = null }) {
    this.filter = fold(filter.trim());
    this.sort = sort;
    this.refresh();
  }

  refresh() {
    if (!this.filter && !this.sort) { this.order = null; return; }
    const rows = this.filter ? this.matching() : Uint32Array.from({ length: this.count }, (_, row) => row);
    this.order = this.sort ? this.sorted(rows) : rows;
  }

  // A row fits where each word stands in one of its values; of each different value it is looked up once.
  matching() {
    const { terms } = this, words = this.filter.split(/\s+/).slice(0, 7), every = (1 << words.length) - 1;
    const fits = new Uint8Array(terms.count).fill(128), rows = new Uint32Array(this.count);
    let found = 0;
    for (let row = 0; row < this.count; row++) {
      let seen = 0;
      for (const cells of this.cells) {
        const number = cells[row];
        if (!number) continue;
        if (fits[number] === 128) {
          const text = fold(terms.called(number));
          fits[number] = words.reduce((bits, word, place) => (text.includes(word) ? bits | (1 << place) : bits), 0);
        }
        seen |= fits[number];
        if (seen === every) break;
      }
      if (seen === every) rows[found++] = row;
    }
    return rows.slice(0, found);
  }

  // Rank each term of a column once, then sort numbers: rank and row in one.
  sorted(rows) {
    const { column, down } = this.sort, cells = this.cells[column], last = this.terms.count;
    const ranks = this.rank(column);
    const keys = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at++) {
      const number = cells[rows[at]];
      const rank = number ? (down ? last - ranks[number] : ranks[number]) : last + 1; // what has no value comes last
      keys[at] = rank * 0x1000000 + rows[at];
    }
    keys.sort();
    return Uint32Array.from(keys, (key) => key % 0x1000000);
  }

  rank(column) {
    const held = this.ranks.get(column);
    if (held?.count === this.count) return held.ranks;
    const { terms } = this, cells = this.cells[column], seen = new Uint8Array(terms.count), found = [];
    for (let row = 0; row < this.count; row++) {
      const number = cells[row];
      if (number && !seen[number]) { seen[number] = 1; found.push(number); }
    }
    const values = [], texts = [];
    for (const number of found) {
      const label = terms.labels[number];
      const key = label ? { kind: 2, value: collationKey(terms.called(number), this.vietnamese) } : sortKey(readTerm(terms.text(number)), "", this.vietnamese);
      if (key.kind === 0) values.push({ number, ...key });
      else texts.push(`${key.kind}${key.value}\u0000${number}`); // texts alone sort five times as fast
    }
    values.sort(compare);
    texts.sort();
    const ranks = new Uint32Array(terms.count);
    values.forEach(({ number }, at) => { ranks[number] = at + 1; });
    texts.forEach((text, at) => { ranks[Number(text.slice(text.lastIndexOf("\u0000") + 1))] = values.length + at + 1; });
    this.ranks = new Map([[column, { count: this.count, ranks }]]); // one column's, for they take memory
    return ranks;
  }

  get memory() { return this.terms.memory + this.cells.reduce((sum, cells) => sum + cells.byteLength, 0) + (this.order?.byteLength ?? 0); }
}
