// A cell of the table as the server makes it (`web/views/answer.py`), of a term that came later.
import { readTerm } from "./terms-tsv.js";

const XSD = "http://www.w3.org/2001/XMLSchema#", PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "positiveInteger"].map((name) => XSD + name));

export function bindingOf(cells, columns) {
  return Object.fromEntries(cells.map(([text], at) => [columns[at], readTerm(text)]).filter(([, term]) => term && term.type !== "other"));
}

function curie(settings, iri) {
  for (const [prefix, base] of Object.entries(settings.prefixes)) {
    if (iri.startsWith(base) && /^[A-Za-z_][\w-]*$/.test(iri.slice(base.length))) return `${prefix}:${iri.slice(base.length)}`;
  }
  return `<${iri}>`;
}

// What a thing without a label is called, as the server calls it.
function nameless({ settings, word, number }, iri) {
  const [, kind, slug] = iri.startsWith(`${settings.base}id/`) ? /^(\w+)\/(.+)$/.exec(iri.slice(settings.base.length + 3)) ?? [] : [];
  if (!kind) return curie(settings, iri);
  const place = kind === "passage" && /-(\d+)-(\d+)$/.exec(slug);
  if (place) return word("passageAt", { start: number(Number(place[1])), end: number(Number(place[2])) });
  return slug.replaceAll("-", " ");
}

function href(settings, iri) {
  const url = new URL(settings.describe, location.href);
  for (const [start, suffix] of [[`${settings.base}id/`, ".html"], [`${settings.base}concept/`, ".html"]]) {
    if (iri.startsWith(start) && PLAIN.test(iri.slice(start.length)) && !/\.(html|ttl|jsonld|nt|rdf|bib|ris|csl)$/.test(iri)) {
      url.pathname = `/${iri.slice(settings.base.length)}${suffix}`;
      return url.pathname + url.search;
    }
  }
  url.searchParams.set("iri", iri);
  return url.pathname + url.search;
}

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  return element;
}

const days = new Map();
function day(language, text) {
  const [year, month, date] = text.split("-").map(Number);
  if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) return text;
  const style = { year: "numeric", ...(month && { month: "long" }), ...(date && { day: "numeric" }), timeZone: "UTC" };
  const key = language + Object.keys(style).length;
  if (!days.has(key)) days.set(key, new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, style));
  return days.get(key).format(Date.UTC(year, (month || 1) - 1, date || 1));
}

export function cellOf(workbench, text, labelText, column) {
  const { settings } = workbench, cell = document.createElement("td"), term = readTerm(text);
  cell.dataset.h = column;
  if (!term) { cell.className = "no"; return cell; }
  let said = "";
  if (term.type === "uri") {
    const label = readTerm(labelText), lang = label?.["xml:lang"];
    cell.append(make("a", label?.value ?? nameless({ settings, word: (...given) => workbench.word(...given), number: (value) => workbench.number(value) }, term.value), { href: href(settings, term.value), lang: lang !== settings.language && lang }));
    said = curie(settings, term.value);
  } else if (term.type === "bnode") {
    cell.append(workbench.word("nameless"));
    said = `_:${term.value}`;
  } else if (term["xml:lang"] || (!term.datatype && term.type === "literal" && !/^[12]\d{3}-[01]\d(-[0-3]\d)?$/.test(term.value))) {
    const lang = term["xml:lang"];
    cell.className = "words";
    cell.append(make("span", term.value, { lang }));
    if (lang && lang !== settings.language) cell.append("\u00a0", make("span", lang, { class: "tag" }));
    said = lang ? `@${lang}` : "";
  } else if (NUMBERS.has(term.datatype)) {
    cell.className = "n";
    cell.append(term.value);
    said = `^^${curie(settings, term.datatype)}`;
  } else {
    const shown = [`${XSD}date`, `${XSD}gYearMonth`, `${XSD}gYear`, undefined].includes(term.datatype) ? day(settings.language, term.value) : term.value;
    cell.append(shown);
    said = `${shown === term.value ? "" : `"${term.value}"`}${term.datatype ? `^^${curie(settings, term.datatype)}` : ""}`;
  }
  if (said) cell.append(" ", make("code", said, { class: "term" }));
  return cell;
}
