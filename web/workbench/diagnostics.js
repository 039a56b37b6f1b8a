// What is wrong with a query while one types (`POST /sparql/check`): underlined at its place, with a caret below it and what was
// expected. One request at a time; it is given up when typing goes on.
import { completionStatus } from "@codemirror/autocomplete";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { StateEffect, StateField } from "@codemirror/state";
import { forEachDiagnostic, linter, nextDiagnostic } from "@codemirror/lint";

const WAIT = 400;

class Fault extends WidgetType {
  constructor(text, column) { super(); Object.assign(this, { text, column }); }
  eq(other) { return other.text === this.text && other.column === this.column; }
  toDOM(view) {
    const box = document.createElement("div"), caret = document.createElement("span");
    box.className = "fault";
    caret.className = "caret";
    caret.textContent = "^";
    caret.setAttribute("aria-hidden", "true");
    box.append(caret, this.text);
    // Below the place itself, also where the line is broken.
    const read = () => {
      if (!box.isConnected) return null;
      const line = view.state.doc.lineAt(view.posAtDOM(box, 0)), at = view.coordsAtPos(Math.min(line.from + this.column, line.to), 1);
      return at && at.left - box.getBoundingClientRect().left;
    };
    const write = (left) => { if (left !== null) caret.style.marginInlineStart = `calc(${Math.max(0, Math.round(left))}px - var(--indent))`; };
    view.requestMeasure({ read, write, key: this });
    return box;
  }
}

const setFault = StateEffect.define(), recheck = StateEffect.define();
// The first error, below its line: it stays until the next check says something else, so that lines do not jump.
const fault = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    value = transaction.isUserEvent("input.complete") ? Decoration.none : value.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setFault)) value = effect.value;
    return value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function diagnostics(workbench) {
  const { settings } = workbench;
  let asking = null, said = "";

  async function check(text) {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(settings.check, location.href);
    try {
      const answer = await fetch(address, { method: "POST", body: text, signal: asking.signal, headers: { "Content-Type": "application/sparql-query", Accept: "application/json" } });
      return answer.ok ? (await answer.json()).diagnostics : null;
    } catch { return null; }
  }

  async function source(view) {
    const text = view.state.doc.toString();
    const found = text.trim() ? await check(text) : [];
    if (found === null || view.state.doc.toString() !== text) return [];
    const marks = found.map(({ from, to, severity, message, hint, fix }) => {
      const start = Math.min(from, text.length);
      return {
        from: start, to: Math.min(Math.max(start, to ?? start), text.length), severity, message: hint ? `${message} ${hint}` : message,
        actions: fix ? [{ name: workbench.word("useFix", { term: fix }), apply: (target, left, right) => target.dispatch({ changes: { from: left, to: right, insert: fix }, userEvent: "input.fix" }) }] : [],
      };
    });
    // While a list of completions is open, its reader is in the middle of a word.
    const busy = completionStatus(view.state) !== null;
    const first = !busy && marks.find(({ severity }) => severity === "error");
    let shown = Decoration.none;
    if (first) {
      const line = view.state.doc.lineAt(Math.min(first.from, view.state.doc.length));
      shown = Decoration.set(Decoration.widget({ widget: new Fault(first.message, first.from - line.from), block: true, side: 1 }).range(line.to));
    }
    view.dispatch({ effects: setFault.of(shown) });
    if (first && first.message !== said && view.hasFocus) workbench.say(first.message);
    said = first?.message ?? "";
    workbench.tell("checked", { diagnostics: marks });
    return marks;
  }

  const again = () => setTimeout(() => workbench.view.dispatch({ effects: recheck.of(null) }));
  workbench.on("failed", again);
  const whenClosed = EditorView.updateListener.of(({ startState, state, docChanged }) => {
    if (!docChanged && completionStatus(startState) && !completionStatus(state)) again();
  });
  const needsRefresh = ({ transactions }) => transactions.some(({ effects }) => effects.some((effect) => effect.is(recheck)));
  return [linter(source, { delay: WAIT, needsRefresh }), fault, whenClosed];
}

// Put what was meant in the place of the term at the cursor, else of the first that has such an offer.
function useFix(view) {
  const offers = [], { head } = view.state.selection.main;
  forEachDiagnostic(view.state, ({ actions }, from, to) => { if (actions?.length) offers.push({ from, to, apply: actions[0].apply }); });
  const one = offers.find(({ from, to }) => from <= head && head <= to) ?? offers[0];
  one?.apply(view, one.from, one.to);
  return Boolean(one);
}

export const diagnosticKeys = [{ key: "F8", run: nextDiagnostic }, { key: "Mod-.", run: useFix }];
