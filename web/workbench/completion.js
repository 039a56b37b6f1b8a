// Completion from this graph: prefixes, classes, the properties that occur on the class of the subject, things by name, variables,
// keywords and functions.
import { autocompletion, pickedCompletion } from "@codemirror/autocomplete";
import { contextAt, declaring, nameStart, RDF_TYPE } from "./context.js";
import { fold } from "./tokens.js";

const SHOWN = 60;
const LEAST = 2; // letters of a name before things are asked for
const WORDS = {
  start: ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"],
  head: ["DISTINCT", "REDUCED", "WHERE", "FROM", "FROM NAMED", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "AS"],
  subject: ["OPTIONAL", "FILTER", "FILTER NOT EXISTS", "BIND", "VALUES", "UNION", "MINUS", "GRAPH", "SELECT", "SERVICE"],
  end: ["OPTIONAL", "FILTER", "FILTER NOT EXISTS", "BIND", "VALUES", "UNION", "MINUS", "GRAPH"],
  tail: ["GROUP BY", "HAVING", "ORDER BY", "ASC", "DESC", "LIMIT", "OFFSET", "VALUES"],
  expression: ["EXISTS", "NOT EXISTS", "IN", "NOT IN", "AS", "DISTINCT"],
  value: ["UNDEF"],
};
const FUNCTIONS = {
  STR: "term", LANG: "text", LANGMATCHES: "language, range", DATATYPE: "literal", BOUND: "?variable", IRI: "text", BNODE: "", ABS: "number", CEIL: "number",
  FLOOR: "number", ROUND: "number", RAND: "", STRLEN: "text", UCASE: "text", LCASE: "text", SUBSTR: "text, start, length", CONCAT: "text, …", CONTAINS: "text, part",
  STRSTARTS: "text, start", STRENDS: "text, end", STRBEFORE: "text, part", STRAFTER: "text, part", REPLACE: "text, pattern, replacement", REGEX: "text, pattern, flags",
  ENCODE_FOR_URI: "text", YEAR: "date", MONTH: "date", DAY: "date", HOURS: "dateTime", MINUTES: "dateTime", SECONDS: "dateTime", TIMEZONE: "dateTime", TZ: "dateTime",
  NOW: "", UUID: "", STRUUID: "", MD5: "text", SHA1: "text", SHA256: "text", SHA384: "text", SHA512: "text", COALESCE: "value, …", IF: "condition, then, else",
  STRLANG: "text, language", STRDT: "text, datatype", SAMETERM: "term, term", ISIRI: "term", ISBLANK: "term", ISLITERAL: "term", ISNUMERIC: "term",
  COUNT: "value", SUM: "value", MIN: "value", MAX: "value", AVG: "value", SAMPLE: "value", GROUP_CONCAT: 'value; SEPARATOR=", "',
};

// How well a term fits what was typed: 0 is best; Infinity where it does not fit.
function fit(words, typed) {
  if (!typed) return 0;
  let best = Infinity;
  for (const [at, word] of words.entries()) {
    const place = word.indexOf(typed);
    if (place < 0) continue;
    const start = place === 0 || !/[\p{L}\p{N}]/u.test(word[place - 1]);
    best = Math.min(best, (place === 0 ? 0 : start ? 1 : 3) + (at ? .5 : 0));
  }
  return best;
}

function note(text, className) {
  const element = document.createElement("span");
  element.textContent = text;
  element.className = className;
  return element;
}

export function completion(workbench, terms) {
  // Put in a term, and declare its prefix where the query does not.
  const insert = (written) => (view, option, from, to) => {
    const prefix = /^([\p{L}][\p{L}\p{N}_.-]*):/u.exec(written)?.[1];
    const declared = prefix ? declaring(view.state.doc.toString(), prefix, terms.prefixes) : null;
    const changes = [{ from, to, insert: written }, ...(declared ? [declared] : [])];
    const set = view.state.changes(changes);
    view.dispatch({ changes: set, selection: { anchor: set.mapPos(to, 1) }, annotations: pickedCompletion.of(option), userEvent: "input.complete", scrollIntoView: true });
  };
  // Put in a thing: its IRI, and what it is called as a comment at the end of the line.
  const insertThing = (iri, label) => (view, option, from, to) => {
    const written = terms.written(iri), line = view.state.doc.lineAt(to);
    const rest = view.state.sliceDoc(to, line.to), said = label.replace(/\s+/g, " ");
    const remark = /#[^"'<>]*$/.test(rest) ? `; ${said}` : ` # ${said}`;
    const prefix = written.startsWith("<") ? null : written.split(":")[0];
    const declared = prefix ? declaring(view.state.doc.toString(), prefix, terms.prefixes) : null;
    const set = view.state.changes([{ from, to, insert: written }, { from: line.to, insert: remark }, ...(declared ? [declared] : [])]);
    const anchor = from + written.length + (declared && declared.from <= from ? declared.insert.length : 0);
    view.dispatch({ changes: set, selection: { anchor }, annotations: pickedCompletion.of(option), userEvent: "input.complete", scrollIntoView: true });
  };

  const info = (term, where) => () => {
    const box = document.createElement("div");
    const definition = terms.said(term.definition);
    if (definition) box.append(`${definition} `);
    if (where) box.append(note(where, "where"));
    return box.textContent ? box : null;
  };
  const option = (term, count, where) => {
    const written = terms.written(term.iri);
    return { label: written, detail: terms.said(term.label), count, type: term.kind, apply: insert(written), info: info(term, where) };
  };

  function ofTerms(list, typed, rank) {
    return list.map((one) => ({ ...one, fit: fit(one.term.words, typed) })).filter((one) => one.fit < Infinity)
      .sort((a, b) => rank(a) - rank(b) || a.fit - b.fit || b.count - a.count || (a.term.iri < b.term.iri ? -1 : 1))
      .slice(0, SHOWN).map((one) => option(one.term, one.count, one.where));
  }

  function properties(context, typed) {
    const all = terms.properties.map((term) => ({ term, count: term.count ?? 0 }));
    if (context.free && !context.through) return ofTerms(all, typed, () => 0);
    const types = context.through ? terms.classesWith([], [context.through]) : context.types.size ? [...context.types] : terms.classesWith(context.used, context.of);
    const found = types.length ? terms.propertiesOf(types) : null;
    if (!found) return ofTerms(all, typed, () => 0);
    const where = types.length === 1 || context.types.size ? workbench.word("on", { terms: types.slice(0, 3).map((type) => terms.written(type)).join(", ") }) : "";
    const own = new Map(found.map(({ term, count }) => [term, count]));
    const list = found.map((one) => ({ ...one, where }));
    // What occurs elsewhere only comes after, when something was typed.
    if (typed) list.push(...all.filter(({ term }) => !own.has(term)));
    return ofTerms(list, typed, ({ term }) => (own.has(term) ? 0 : 1));
  }

  function words(list, typed) {
    return list.filter((word) => !typed || word.toLowerCase().startsWith(typed)).map((word) => ({ label: word, type: "keyword", apply: `${word} ` }));
  }

  function functions(typed) {
    return Object.entries(FUNCTIONS).filter(([name]) => !typed || name.toLowerCase().startsWith(typed)).map(([name, given]) => ({
      label: name, detail: `(${given})`, type: "function", info: () => note(workbench.settings.functions[name] ?? "", ""), apply: (view, chosen, from, to) => {
        const inside = given ? from + name.length + 1 : from + name.length + 2;
        view.dispatch({ changes: { from, to, insert: `${name}()` }, selection: { anchor: inside }, annotations: pickedCompletion.of(chosen), userEvent: "input.complete" });
      },
    }));
  }

  function variables(context, typed) {
    return [...context.variables].filter(([name]) => !typed || fold(name).startsWith(typed)).sort((a, b) => b[1] - a[1])
      .map(([name, count]) => ({ label: `?${name}`, type: "variable", count }));
  }

  function prefixes(context, typed, declare) {
    return Object.entries(context.prefixes).filter(([prefix]) => !typed || prefix.startsWith(typed)).map(([prefix, base]) => ({
      label: declare ? `${prefix}: <${base}>` : `${prefix}:`, detail: declare ? "" : base, type: "namespace",
      apply: declare ? undefined : (view, chosen, from, to) => insert(`${prefix}:`)(view, chosen, from, to),
    }));
  }

  function things(found) {
    return found.map((one) => ({
      label: one.label, detail: [one.kind, one.name, one.details].filter((part) => part && part !== one.label).join(" · "),
      type: "thing", apply: insertThing(one.iri, one.label), info: () => note(one.iri, "iri"),
    }));
  }

  // What `sourceOf` offers; how long that took is read by tests/bench/editor.py.
  async function source(asked) {
    const start = performance.now(), found = await sourceOf(asked);
    performance.clearMeasures("completion");
    if (found) performance.measure("completion", { start });
    return found;
  }

  async function sourceOf(asked) {
    const context = contextAt(asked.state.doc.toString(), asked.pos, terms.prefixes);
    const { place, token } = context;
    if (place === "none" || (token?.kind === "number" && !asked.explicit)) return null;
    const whole = asked.state.sliceDoc(context.from, asked.pos), typed = fold(whole);
    if (!whole && !asked.explicit) return null;
    const result = (from, options) => options.length ? { from, to: asked.pos, options, filter: false } : null;
    if (token?.kind === "variable" || whole === "?" || whole === "$") return result(context.from, variables(context, typed.slice(1)));
    if (place === "prefix") return result(context.from, prefixes(context, typed.replace(/:$/, ""), true).filter((one) => !(one.label.split(":")[0] in context.declared)));
    await terms.ready();
    if (asked.aborted) return null;
    const named = whole.includes(":");
    const classes = () => ofTerms(terms.classes.map((term) => ({ term, count: term.count ?? 0 })), typed, () => 0);
    const options = [];
    if (place === "predicate") {
      if (!named && "a".startsWith(typed)) options.push({ label: "a", detail: workbench.word("a"), type: "keyword", apply: "a " });
      options.push(...properties(context, typed));
    } else if (place === "object" && context.predicate === RDF_TYPE) options.push(...classes());
    else if (place === "expression") {
      options.push(...variables(context, typed), ...functions(typed), ...words(WORDS.expression, typed));
      if (named) options.push(...classes());
    } else if (place === "head" || place === "tail") {
      options.push(...words(WORDS[place], typed), ...variables(context, typed));
    } else options.push(...words(WORDS[place] ?? [], typed), ...(whole ? [] : variables(context, "")));
    if (typed && !named && !["start", "head", "tail"].includes(place)) options.push(...prefixes(context, typed, false));
    if (["subject", "object", "value", "graph", "end"].includes(place) || (place === "expression" && typed.length > 2)) {
      const start = nameStart(context), name = named ? "" : asked.state.sliceDoc(start, asked.pos).trim();
      if (name.length >= LEAST) {
        const asking = new AbortController();
        asked.addEventListener("abort", () => asking.abort(), { onDocChange: true });
        const found = things(await terms.things(name, asking.signal));
        if (asked.aborted) return null;
        if (found.length && start < context.from) return result(start, found);
        options.push(...found);
      }
    }
    return result(context.from, options);
  }

  return autocompletion({
    override: [source],
    icons: false,
    maxRenderedOptions: SHOWN,
    activateOnTypingDelay: 60,
    closeOnBlur: true,
    addToOptions: [{ render: ({ count }) => (count ? note(workbench.number(count), "count") : null), position: 90 }],
    optionClass: ({ type }) => type ?? "",
    positionInfo: () => ({ style: "", class: "below" }),
  });
}
