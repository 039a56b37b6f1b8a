// A list of rows that holds only those that are seen: a million rows would be 60 million pixels, more than a browser
// scrolls, and more cells than it can hold. The place of the scroll bar is a part of the list, not a number of pixels.
import { cellOf, bindingOf } from "./cells.js";

const TALLEST = 4_000_000;
const GUESS = 56; // pixels of a row before one was seen

export class VirtualRows {
  constructor(workbench, owner, asked) {
    Object.assign(this, { workbench, owner, columns: asked.columns, at: 0, shown: 0, height: GUESS, waiting: new Map(), next: 1, state: {} });
    this.worker = new Worker(workbench.settings.rowsWorker);
    this.worker.addEventListener("message", ({ data }) => this.heard(data));
    this.build();
    this.worker.postMessage({ what: "load", ...asked });
    const gone = new MutationObserver(() => { if (!this.box.isConnected) { this.worker.terminate(); gone.disconnect(); } });
    gone.observe(document.body, { childList: true, subtree: true });
  }

  build() {
    const { box, table } = this.owner;
    this.box = box;
    this.table = table;
    this.body = table.tBodies[0];
    box.classList.add("big");
    this.spacer = document.createElement("div");
    this.spacer.className = "spacer";
    box.append(this.spacer);
    this.spacer.append(table);
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    box.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    box.addEventListener("keydown", (event) => this.pressed(event));
    table.setAttribute("aria-rowcount", "-1");
  }

  ask(what, given = {}) {
    const id = this.next++;
    this.worker.postMessage({ id, what, ...given });
    return new Promise((done) => this.waiting.set(id, done));
  }

  heard({ id, progress, ...answer }) {
    if (progress) this.progressed(progress);
    else { this.waiting.get(id)?.(answer); this.waiting.delete(id); }
  }

  progressed(progress) {
    const first = !this.state.count;
    this.state = { ...this.state, ...progress };
    this.box.dataset.memory = progress.memory;
    if (!this.viewing) this.shown = progress.shown;
    this.tell();
    if (first || progress.done || this.body.rows.length < this.fits) this.layout();
    if (progress.done) this.owner.section.dataset.loaded = progress.count;
  }

  tell() {
    const { count = 0, done, error, full } = this.state, { workbench } = this;
    const number = (value) => workbench.number(value);
    let text = this.busy ? workbench.word("arranging") : "";
    if (!text && !done) text = workbench.word("loadingRows", { count: number(count) });
    if (!text) text = this.filtered ? workbench.word("rowsOf", { shown: number(this.shown), count: number(count) }) : workbench.word("countRows", { count: number(count) });
    if (full) text += ` ${workbench.word("fullRows")}`;
    if (error) text += ` ${workbench.word("brokenRows", { error })}`;
    this.owner.count.textContent = text;
    this.owner.count.classList.toggle("warn", Boolean(error));
    this.table.setAttribute("aria-rowcount", done ? String(this.shown + 1) : "-1");
  }

  async view({ filter, sort }) {
    this.filtered = Boolean(filter.trim());
    this.viewing = Boolean(filter.trim() || sort);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.busy = true;
    this.box.setAttribute("aria-busy", "true");
    this.tell();
    const found = await this.ask("view", { filter, sort });
    if (turn !== this.turn) return;
    this.busy = false;
    this.box.removeAttribute("aria-busy");
    this.shown = found.shown;
    this.at = 0;
    this.tell();
    this.layout();
  }

  // -- place ---------------------------------------------------------------------------------------------------------

  get fits() { return Math.max(1, Math.floor((this.box.clientHeight - this.table.tHead.offsetHeight) / this.height)); }
  get last() { return Math.max(0, this.shown - this.fits); }

  layout() {
    this.spacer.style.height = `${Math.max(this.box.clientHeight, Math.min(TALLEST, (this.shown + 1) * this.height))}px`;
    this.move(this.at);
  }

  move(at) {
    this.at = Math.min(Math.max(0, at), this.last);
    const room = this.box.scrollHeight - this.box.clientHeight;
    this.set = Math.round(this.last ? (this.at / this.last) * room : 0);
    if (this.box.scrollTop !== this.set) this.box.scrollTop = this.set;
    this.draw();
  }

  scrolled() {
    if (Math.abs(this.box.scrollTop - this.set) < 2) return;
    const room = this.box.scrollHeight - this.box.clientHeight;
    this.set = this.box.scrollTop;
    this.at = room ? (this.box.scrollTop / room) * this.last : 0;
    this.draw();
  }

  wheeled(event) {
    if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    const rows = (event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY) / this.height;
    if ((rows < 0 && this.at <= 0) || (rows > 0 && this.at >= this.last)) return; // the page scrolls on
    event.preventDefault();
    this.move(this.at + rows);
  }

  pressed(event) {
    if (event.target !== this.box) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: this.fits, PageUp: -this.fits, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.move(Number.isFinite(step) ? Math.round(this.at) + step : step < 0 ? 0 : this.last);
  }

  async draw() {
    if (this.drawing) { this.again = true; return; }
    this.drawing = true;
    const from = Math.floor(this.at);
    const { rows } = await this.ask("rows", { from, to: from + this.fits + 4 });
    this.fill(rows, from);
    this.drawing = false;
    if (this.again) { this.again = false; this.draw(); }
  }

  fill(rows, from) {
    const focused = document.activeElement?.closest?.("tr")?.dataset.row;
    this.body.replaceChildren(...rows.map((row, at) => this.row(row, from + at)));
    if (focused) this.body.querySelector(`tr[data-row="${focused}"] button`)?.focus({ preventScroll: true });
    const seen = this.body.rows.length ? this.body.offsetHeight / this.body.rows.length : 0;
    if (seen > 20 && Math.abs(seen - this.height) > 4 && !this.measured) { this.measured = true; this.height = seen; this.layout(); }
    // At the end the last row has to be seen whole.
    const over = from + rows.length >= this.shown ? Math.max(0, this.table.offsetHeight - this.box.clientHeight) : 0;
    this.table.style.top = this.at >= this.last ? `${-over}px` : "0px";
  }

  row(cells, number) {
    const row = document.createElement("tr");
    row.dataset.row = number;
    row.setAttribute("aria-rowindex", number + 2);
    row.append(...cells.map(([term, label], column) => cellOf(this.workbench, term, label, this.columns[column])));
    const last = document.createElement("td");
    last.className = "e";
    const button = Object.assign(document.createElement("button"), { name: "row", textContent: this.workbench.word("evidence"), value: JSON.stringify(bindingOf(cells, this.columns)) });
    button.setAttribute("form", "evidence");
    last.append(button);
    row.append(last);
    return row;
  }
}
