// What this graph is made of: its classes, properties and prefixes with their counts (`/sparql/terms`), and things by name.
import { fold } from "./tokens.js";

export class Terms {
  constructor(workbench) {
    this.settings = workbench.settings;
    this.prefixes = workbench.settings.prefixes;
    this.language = workbench.settings.language;
    this.classes = [];
    this.properties = [];
    this.byIri = new Map();
    this.names = new Map();
    this.failed = 0;
    this.loading = this.load();
  }

  // Ready once the terms are known; where they are not counted yet, they are asked for again after a while.
  ready() {
    if (this.failed && Date.now() - this.failed > 5000) this.loading = this.load();
    return this.loading;
  }

  async load() {
    const told = await this.ask(this.settings.terms);
    this.failed = told ? 0 : Date.now();
    if (!told) return;
    this.prefixes = { ...this.prefixes, ...told.prefixes };
    const words = (term) => [term.curie ?? term.iri, ...Object.values(term.label ?? {})].map(fold);
    this.classes = told.classes.map((term) => ({ ...term, kind: "class", words: words(term) }));
    this.properties = told.properties.map((term) => ({ ...term, kind: "property", classes: term.classes ?? {}, words: words(term) }));
    for (const term of [...this.properties, ...this.classes]) this.byIri.set(term.iri, term);
  }

  // Ask the service for JSON; null where it has no answer.
  async ask(address, parameters = [], signal) {
    const url = new URL(address, location.href);
    for (const [name, value] of parameters) if (value) url.searchParams.append(name, value);
    try {
      const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }

  // A text in the reader's language, else in any.
  said(texts) {
    if (!texts || typeof texts === "string") return texts ?? "";
    return texts[this.language] ?? texts.en ?? Object.values(texts)[0] ?? "";
  }

  // An IRI as a query names it: with a prefix where the rest is a plain name.
  written(iri, prefixes = this.prefixes) {
    let best = null;
    for (const [prefix, base] of Object.entries(prefixes))
      if (iri.startsWith(base) && (!best || base.length > best[1].length)) best = [prefix, base];
    const local = best && iri.slice(best[1].length);
    return best && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?$/u.test(local) ? `${best[0]}:${local}` : `<${iri}>`;
  }

  // The properties of things of some classes, with how often they occur there; null where no class says anything.
  propertiesOf(types) {
    const found = this.properties.flatMap((term) => {
      const count = Math.max(0, ...types.map((type) => term.classes[type] ?? 0));
      return count ? [{ term, count }] : [];
    });
    return found.length ? found : null;
  }

  // The classes that a subject most likely has, which is said to have all these properties, and to be the value of those.
  classesWith(used, of) {
    const term = (iri) => this.byIri.get(iri);
    const told = [...[...used].map((iri) => term(iri)?.classes), ...[...of].map((iri) => term(iri)?.objects)].filter((counts) => counts && Object.keys(counts).length);
    if (!told.length) return [];
    const share = (type) => Math.min(...told.map((counts) => (counts[type] ?? 0) / Math.max(...Object.values(counts))));
    const shared = Object.keys(told[0]).filter((type) => share(type) > 0), likely = shared.filter((type) => share(type) >= .5);
    return likely.length ? likely : shared;
  }

  async things(text, signal) {
    const told = await this.ask(this.settings.things, [["q", text]], signal);
    return told?.things ?? [];
  }

  // What an IRI is called and what it means: { label, definition, kind }; null where nothing is known of it.
  async meaning(iri) {
    const term = this.byIri.get(iri);
    if (term) return { label: this.said(term.label), definition: this.said(term.definition), kind: term.kind, count: term.count };
    if (!this.names.has(iri)) {
      const told = await this.ask(this.settings.names, [["iri", iri]]);
      const one = told?.names?.find((each) => each.iri === iri);
      if (this.names.size > 500) this.names.clear();
      this.names.set(iri, one ? { label: one.label, language: one.language, definition: one.definition, kind: one.kind, count: one.count || undefined } : null);
    }
    return this.names.get(iri);
  }
}
