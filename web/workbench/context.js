// What a query says around a place in it: which part of a triple or clause stands there, of which subject and property,
// and which classes a variable is said to have. It reads tokens, so that it works in a query that is not finished.
import { tokenise } from "./tokens.js";

export const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const TERM = new Set(["iri", "name", "variable", "blank", "string", "number"]);
const HEADS = new Set(["SELECT", "CONSTRUCT", "DESCRIBE", "ASK"]);
const AFTER = new Set(["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"]);

// The prefixes that a query declares, with the place after the last declaration, and where the query itself begins.
export function prologue(tokens) {
  const declared = {};
  let end = 0, at = 0;
  const meant = tokens.filter((token) => token.kind !== "comment");
  while (at < meant.length) {
    const word = meant[at].text.toUpperCase();
    if (word === "PREFIX" && meant[at + 1]?.kind === "name" && meant[at + 2]?.kind === "iri") {
      declared[meant[at + 1].text.slice(0, -1)] = meant[at + 2].text.slice(1, -1);
      end = meant[at + 2].to;
      at += 3;
    } else if (word === "BASE" && meant[at + 1]?.kind === "iri") {
      end = meant[at + 1].to;
      at += 2;
    } else break;
  }
  return { declared, end, begin: meant[at]?.from ?? 0 };
}

// The IRI of a token, '' where it names none; `prefixes` are those of the query and of the service.
export function iriOf(token, prefixes) {
  if (!token) return "";
  if (token.kind === "iri") return token.text.slice(1, -1);
  if (token.kind === "word" && token.text === "a") return RDF_TYPE;
  if (token.kind !== "name") return "";
  const colon = token.text.indexOf(":");
  const base = prefixes[token.text.slice(0, colon)];
  return base === undefined ? "" : base + token.text.slice(colon + 1).replace(/\\(.)/g, "$1");
}

const frame = (kind, state, subject = null) => ({ kind, state, subject, predicate: null, path: false, inverse: false });

// Follow the tokens; tell of each triple, and return what is open after the last of them.
function follow(tokens, tell = () => {}) {
  const stack = [frame("query", "head")];
  let fresh = 0;
  const value = (top, token) => {
    const term = token.kind === "variable" ? `?${token.text.slice(1)}` : token.text;
    if (top.state === "s" || top.state === "end") Object.assign(top, { subject: term, state: "p", path: false, inverse: false });
    else if (top.state === "p") Object.assign(top, { predicate: token, state: "pp" });
    else if (top.state === "pp" || top.state === "o") {
      if (!top.path) tell(top.subject, top.predicate, token, term);
      top.state = "end";
    }
  };
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    const top = stack.at(-1), word = token.kind === "word" ? token.text.toUpperCase() : "", sign = token.kind === "punctuation" ? token.text : "";
    if (sign === "{") {
      const kind = top.state === "values" ? "values" : "group";
      stack.push(frame(kind, kind === "values" ? "value" : "s"));
    } else if (sign === "}") {
      while (stack.length > 1 && !["group", "values"].includes(stack.at(-1).kind)) stack.pop();
      if (stack.length > 1) stack.pop();
      const below = stack.at(-1);
      below.state = below.kind === "query" ? (below.state === "template" ? "head" : "tail") : below.kind === "group" ? "s" : below.state;
    } else if (sign === "(") {
      stack.push(frame(top.kind === "group" && top.state === "p" ? "path" : top.kind === "path" ? "path" : top.kind === "values" || top.state === "values" ? "row" : ["s", "pp", "o"].includes(top.state) && top.kind !== "expression" ? "list" : "expression",
        top.kind === "group" && top.state === "p" || top.kind === "path" ? "p" : top.kind === "values" || top.state === "values" ? "value" : "expression"));
    } else if (sign === ")") {
      if (stack.length === 1) continue;
      const { kind } = stack.pop(), below = stack.at(-1);
      if (kind === "path") Object.assign(below, { state: "pp", path: true });
      else if (kind === "list") below.state = below.state === "s" ? "p" : "end";
      else if (kind === "expression" && below.kind === "group" && below.state === "expression") below.state = "s";
    } else if (sign === "[") {
      const of = ["pp", "o"].includes(top.state) && !top.path ? top.predicate : null;
      stack.push({ ...frame("bracket", "p", `[${fresh++}`), of });
    } else if (sign === "]") {
      if (stack.length === 1) continue;
      const { subject } = stack.pop(), below = stack.at(-1);
      if (below.state === "s" || below.state === "end") Object.assign(below, { subject, state: "p", path: false });
      else below.state = "end";
    } else if (top.kind === "group" || top.kind === "bracket" || top.kind === "path") {
      if (sign === ";") Object.assign(top, { state: "p", path: false, inverse: false });
      else if (sign === ",") top.state = "o";
      else if (sign === ".") top.state = "s";
      else if (sign === "^") top.inverse = true;
      else if ((sign === "/" || sign === "|") && top.state === "pp") Object.assign(top, { state: "p", path: true });
      else if (["*", "+", "?"].includes(sign) && top.state === "pp") top.path = true;
      else if (word === "A" && top.state === "p") value(top, token);
      else if (word === "FILTER" || word === "BIND" || word === "HAVING") top.state = "expression";
      else if (word === "GRAPH" || word === "SERVICE") top.state = "graph";
      else if (word === "VALUES") top.state = "values";
      else if (word === "SELECT") top.state = "head";
      else if (word === "WHERE") top.state = "s";
      else if (AFTER.has(word)) top.state = "tail";
      else if (word && ["s", "end"].includes(top.state) && /^(OPTIONAL|UNION|MINUS|EXISTS|NOT|LATERAL)$/.test(word)) top.state = "s";
      else if (top.state === "graph" && TERM.has(token.kind)) top.state = "s";
      else if (["s", "p", "pp", "o", "end"].includes(top.state) && (TERM.has(token.kind) || word === "TRUE" || word === "FALSE")) value(top, token);
    } else if (top.kind === "query") {
      if (word === "CONSTRUCT") top.state = "template";
      else if (HEADS.has(word)) top.state = word === "DESCRIBE" ? "value" : "head";
      else if (word === "WHERE") top.state = "where";
      else if (word === "FROM" || word === "NAMED") top.state = "graph";
      else if (top.state === "graph" && TERM.has(token.kind)) top.state = "head";
      else if (AFTER.has(word)) top.state = "tail";
      else if (word === "VALUES") top.state = "values";
    }
  }
  return stack;
}

const PLACES = { s: "subject", p: "predicate", pp: "object", o: "object", end: "end", value: "value", graph: "graph", expression: "expression", list: "object" };

// What stands at a place: { place, from, text, token, subject, predicate, types, used, free, variables, declared, ... }.
// `types` are the classes that the subject is said to have, `used` the properties that it is said to have, `of` the properties
// whose value it is; `free` says that the property does not belong to the subject itself (a path), `through` the step before.
export function contextAt(text, pos, known) {
  const tokens = tokenise(text);
  const { declared, end, begin } = prologue(tokens);
  const prefixes = { ...known, ...declared };
  const inside = tokens.find((token) => token.from < pos && pos <= token.to);
  if (inside && (inside.kind === "comment" || inside.kind === "open" || inside.kind === "language" || (inside.kind === "string" && pos < inside.to)))
    return { place: "none" };
  const typed = inside && ["name", "word", "variable", "blank", "number"].includes(inside.kind) || (inside?.kind === "iri" && pos < inside.to) ? inside
    : inside?.kind === "punctuation" && (inside.text === "?" || inside.text === "$") ? inside : null;
  let from = typed ? typed.from : pos;
  const before = tokens.filter((token) => token.to <= from && token !== typed);
  const last = before.filter((token) => token.kind !== "comment").at(-1);
  const stack = follow(before);
  const top = stack.at(-1);
  let place = PLACES[top.state] ?? (top.kind === "query" ? top.state : "keyword");
  if (top.kind === "expression") place = "expression";
  if (top.kind === "values" || top.kind === "row") place = "value";
  if (last?.text.toUpperCase() === "PREFIX" && from >= end) place = "prefix";
  else if (top.kind === "query" && top.state === "head" && !before.some((token) => HEADS.has(token.text.toUpperCase()))) place = "start";
  const types = new Set(), used = new Set(), of = new Set(), variables = new Map();
  for (const token of tokens) if (token.kind === "variable" && token !== typed) variables.set(token.text.slice(1), (variables.get(token.text.slice(1)) ?? 0) + 1);
  follow(tokens.filter((token) => token !== typed), (subject, predicate, object, term) => {
    const property = iriOf(predicate, prefixes);
    if (subject === top.subject && top.subject !== null) {
      if (property === RDF_TYPE) { const type = iriOf(object, prefixes); if (type) types.add(type); }
      else if (property) used.add(property);
    }
    if (term === top.subject && property && object.kind === "variable") of.add(property);
  });
  if (top.of) of.add(iriOf(top.of, prefixes));
  const step = top.path && last?.text === "/" ? before.filter((token) => token.kind !== "comment").slice(-3) : [];
  const through = step.length > 1 && step[0].text !== "^" ? iriOf(step.at(-2), prefixes) : "";
  return {
    through, place, from, text: text.slice(from, pos), to: typed ? typed.to : pos, token: typed, subject: top.subject, predicate: iriOf(top.predicate, prefixes),
    free: top.path || top.inverse || last?.text === "^", types, used, of, variables, declared, prefixes, end, begin, tokens,
  };
}

// The words before a place that may be a name with spaces ("nghe an un"): where they begin; `from` where there is one word.
export function nameStart(context) {
  const { tokens, from } = context;
  let start = from;
  const before = tokens.filter((token) => token.to <= from && token !== context.token);
  for (const token of before.reverse()) {
    if (!["word", "number"].includes(token.kind) || start - token.to > 1 || /^[A-Z]+$/.test(token.text) || token.text === "a") break;
    start = token.from;
  }
  return start;
}

// The change that declares a prefix, for a query that uses it without; null where it is declared or not known.
export function declaring(text, prefix, known) {
  const tokens = tokenise(text), { declared, end, begin } = prologue(tokens);
  if (prefix in declared || known[prefix] === undefined) return null;
  const line = `PREFIX ${prefix}: <${known[prefix]}>`;
  return end ? { from: end, insert: `\n${line}` } : { from: begin, insert: `${line}\n` };
}
