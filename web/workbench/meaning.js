// What the term under the pointer means: its label and definition, or the name of a thing. F2 says it of the term at the cursor.
import { StateEffect, StateField } from "@codemirror/state";
import { hoverTooltip, showTooltip } from "@codemirror/view";
import { iriOf, prologue } from "./context.js";
import { tokenise } from "./tokens.js";

const show = StateEffect.define();
const shown = StateField.define({
  create: () => null,
  update(value, transaction) {
    if (transaction.docChanged || transaction.selection) value = null;
    for (const effect of transaction.effects) if (effect.is(show)) value = effect.value;
    return value;
  },
  provide: (field) => showTooltip.from(field),
});

export function meaning(workbench, terms) {
  async function at(state, pos) {
    const text = state.doc.toString(), tokens = tokenise(text);
    const token = tokens.find(({ kind, from, to }) => (kind === "iri" || kind === "name") && from <= pos && pos <= to);
    const iri = iriOf(token, { ...terms.prefixes, ...prologue(tokens).declared });
    if (!iri) return null;
    await terms.ready();
    const found = await terms.meaning(iri);
    const unknown = !found || (!found.definition && !found.count && [iri, terms.written(iri)].includes(found.label));
    return unknown ? null : { token, iri, ...found };
  }

  function tooltip({ token, iri, label, definition, kind, count, language }) {
    return {
      pos: token.from, end: token.to, above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = "meaning";
        const name = document.createElement("b");
        name.textContent = label || terms.written(iri);
        if (language) name.lang = language;
        dom.append(name);
        const what = [kind === "class" || kind === "property" ? workbench.word(kind) : kind, count === undefined ? "" : workbench.number(count)].filter(Boolean).join(" · ");
        for (const text of [what, definition]) if (text) dom.append(Object.assign(document.createElement("p"), { textContent: text }));
        dom.append(Object.assign(document.createElement("code"), { textContent: iri }));
        return { dom };
      },
    };
  }

  const hover = hoverTooltip(async (view, pos) => {
    const found = await at(view.state, pos);
    return found ? tooltip(found) : null;
  });
  const say = (view) => {
    at(view.state, view.state.selection.main.head).then((found) => {
      if (!found) return;
      view.dispatch({ effects: show.of(tooltip(found)) });
      workbench.say([found.label, found.definition].filter(Boolean).join(". "));
    });
    return true;
  };
  const hide = (view) => {
    if (!view.state.field(shown)) return false;
    view.dispatch({ effects: show.of(null) });
    return true;
  };
  return { extension: [hover, shown], keys: [{ key: "F2", run: say }, { key: "Escape", run: hide }] };
}
