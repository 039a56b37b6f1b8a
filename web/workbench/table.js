// The rows of an answer: sorted by a column, filtered by words, and where the page has only the first of them the others
// are fetched into a worker (`rows-worker.js`) and shown by a list that holds no more of them than are seen.
import { compare, fold, sortKey } from "./collation.js";
import { VirtualRows } from "./virtual-rows.js";

const SIGNS = { none: "↕", ascending: "↑", descending: "↓" };

export function start(workbench) {
  const begin = (section) => { if (section?.querySelector("#rows")) new AnswerTable(workbench, section); };
  workbench.on("answered", ({ section }) => begin(section));
  begin(workbench.page.querySelector("#answer"));
}

class AnswerTable {
  constructor(workbench, section) {
    this.workbench = workbench;
    this.section = section;
    this.box = section.querySelector("#rows");
    this.table = this.box.querySelector("table");
    this.body = this.table.tBodies[0];
    this.caption = this.table.caption;
    this.vietnamese = workbench.settings.language === "vi";
    this.rows = [...this.body.rows];
    this.sort = null;
    this.virtual = null;
    this.columns = [...this.table.tHead.rows[0].cells].slice(0, -1);
    this.tools();
    this.columns.forEach((head, column) => this.sortable(head, column));
    if (this.box.dataset.fetch) this.furtherRows();
  }

  word(name, values) { return this.workbench.word(name, values); }

  tools() {
    const tools = document.createElement("div");
    tools.className = "row-tools ui";
    const label = document.createElement("label");
    label.append(`${this.word("filterRows")} `);
    this.field = Object.assign(document.createElement("input"), { type: "search", placeholder: this.word("accentsOptional") });
    label.append(this.field);
    this.count = Object.assign(document.createElement("span"), { className: "num soft" });
    this.count.setAttribute("role", "status");
    tools.append(label, this.choice(), this.count);
    this.box.before(tools);
    this.said = this.caption.textContent.trim();
    this.count.textContent = this.said;
    this.caption.className = "unseen";
    let waiting = 0;
    this.field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.refresh(), this.virtual || this.box.dataset.fetch ? 250 : 60);
    });
  }

  // On a phone rows are cards without heads: there the order is chosen from a list.
  choice() {
    const label = document.createElement("label");
    label.className = "by";
    label.append(`${this.word("sortBy")} `);
    this.select = document.createElement("select");
    this.select.append(new Option("–", ""));
    this.columns.forEach((head, column) => {
      const name = head.textContent.trim();
      this.select.append(new Option(`${name} ↑`, `${column} up`), new Option(`${name} ↓`, `${column} down`));
    });
    this.select.addEventListener("change", () => {
      const [column, way] = this.select.value.split(" ");
      this.arrangeBy(this.select.value ? { column: Number(column), down: way === "down" } : null);
    });
    label.append(this.select);
    return label;
  }

  sortable(head, column) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
    button.append(head.textContent.trim(), " ", Object.assign(document.createElement("span"), { textContent: SIGNS.none, ariaHidden: "true" }));
    button.addEventListener("click", () => this.sortBy(column));
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
  }

  sortBy(column) {
    const down = this.sort?.column === column && !this.sort.down;
    const off = this.sort?.column === column && this.sort.down;
    this.arrangeBy(off ? null : { column, down });
  }

  arrangeBy(sort) {
    this.sort = sort;
    this.select.value = sort ? `${sort.column} ${sort.down ? "down" : "up"}` : "";
    this.columns.forEach((head, at) => {
      const way = this.sort?.column === at ? (sort.down ? "descending" : "ascending") : "none";
      head.setAttribute("aria-sort", way);
      head.querySelector("span").textContent = SIGNS[way];
    });
    this.refresh();
  }

  refresh() {
    if (this.virtual) this.virtual.view({ filter: this.field.value, sort: this.sort });
    else if (this.box.dataset.fetch && (this.field.value.trim() || this.sort)) this.fetchRows();
    else this.arrange();
  }

  // The rows of a whole answer are those of the page.
  arrange() {
    const words = fold(this.field.value).split(/\s+/).filter(Boolean);
    this.body.querySelectorAll("tr.ev").forEach((row) => row.closeEvidence?.());
    let shown = this.rows.filter((row) => {
      const cells = [...row.cells].slice(0, -1).map((cell) => fold(textOf(cell)));
      return words.every((word) => cells.some((text) => text.includes(word)));
    });
    if (this.sort) {
      const { column, down } = this.sort;
      const keyed = shown.map((row, at) => ({ row, at, key: this.keyOf(row, column) }));
      keyed.sort((one, other) => {
        if (!one.key || !other.key) return (one.key ? 0 : 1) - (other.key ? 0 : 1) || one.at - other.at;
        return (down ? -1 : 1) * compare(one.key, other.key) || one.at - other.at;
      });
      shown = keyed.map(({ row }) => row);
    }
    this.body.replaceChildren(...shown);
    this.count.textContent = words.length
      ? this.word("rowsOf", { shown: this.workbench.number(shown.length), count: this.workbench.number(this.rows.length) })
      : this.said;
  }

  keyOf(row, column) {
    const term = termsOf(row)[this.names[column]];
    return term ? sortKey(term, textOf(row.cells[column]), this.vietnamese) : null;
  }

  get names() { return this.box.dataset.columns.split(" "); }

  // -- more rows than the page has ---------------------------------------------------------------------------------

  furtherRows() {
    const pages = this.section.querySelector("nav.pages");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: this.word("allRows") });
    button.addEventListener("click", () => this.fetchRows());
    if (pages) pages.replaceChildren(button);
    this.pages = pages;
  }

  fetchRows() {
    if (this.virtual) return;
    const { dataset } = this.box;
    if (this.pages?.contains(document.activeElement)) this.box.focus(); // its button goes
    this.pages?.remove();
    this.virtual = new VirtualRows(this.workbench, this, {
      url: dataset.fetch,
      body: Object.fromEntries([...new FormData(this.section.querySelector("#evidence")).entries()]),
      columns: this.names,
      vietnamese: this.vietnamese,
      most: this.workbench.settings.mostRows,
    });
    this.virtual.view({ filter: this.field.value, sort: this.sort });
  }
}

// The words of a cell, without the term beside them.
export function textOf(cell) {
  const words = cell.querySelector("a, span");
  return (words ?? cell).textContent.trim();
}

export function termsOf(row) {
  const value = row.querySelector('button[name="row"]')?.value;
  return value ? JSON.parse(value) : {};
}
