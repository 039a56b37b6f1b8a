// What the parts of the SPARQL page share: the query, the words of the interface, and events between the parts.
export class Workbench extends EventTarget {
  constructor(page) {
    super();
    this.page = page;
    this.form = page.querySelector("form");
    this.field = this.form.elements.query;
    this.settings = JSON.parse(document.getElementById("workbench-settings").textContent);
    this.status = page.querySelector("#said");
    this.numbers = new Intl.NumberFormat(this.settings.language === "en" ? "en-GB" : this.settings.language);
  }

  // The text of the query; the editor makes it its own.
  get query() { return this.field.value; }
  set query(text) { this.field.value = text; this.tell("edited"); }

  // A word of the interface, made by the template in the reader's language; {name} stands for a value.
  word(name, values = {}) {
    return this.settings.words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  number(value) { return this.numbers.format(value); }

  // Tell readers of the screen.
  say(text) { this.status.textContent = text; }

  // Events: "edited" (the text changed), "run" (a query was sent), "answered" (its answer is there), "failed" (it has none).
  tell(name, detail = {}) { this.dispatchEvent(new CustomEvent(name, { detail })); }
  on(name, act) { this.addEventListener(name, (event) => act(event.detail)); }
}
