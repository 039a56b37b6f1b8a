// The editor: CodeMirror over the field of the form, which keeps the text for a browser that sends the form.
import { acceptCompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus, startCompletion } from "@codemirror/autocomplete";
import { indentLess, indentMore, toggleComment } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { minimalSetup } from "codemirror";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { completion } from "./completion.js";
import { declaring } from "./context.js";
import { diagnosticKeys, diagnostics } from "./diagnostics.js";
import { meaning } from "./meaning.js";
import { Terms } from "./terms.js";
import { theme } from "./theme.js";
import { tokenise } from "./tokens.js";

// What is typed over a selection. Left to it, Chromium keeps the look of what was there by an inline style, which our
// content security policy forbids, and says so at each time.
function replaceSelected(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (event.inputType !== "insertText" || !event.data || empty || view.composing || view.state.selection.ranges.length > 1) return false;
  const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
  event.preventDefault();
  return true;
}

export function start(workbench) {
  const { field } = workbench, terms = (workbench.terms = new Terms(workbench));
  // In a shadow tree CodeMirror's styles are constructed sheets, which our content security policy allows.
  const box = document.createElement("div");
  box.className = "editor";
  field.before(box);
  const root = box.attachShadow({ mode: "open" });
  const told = document.createElement("p");
  Object.assign(told, { id: "told", className: "unseen", textContent: workbench.word("described") });
  const means = meaning(workbench, terms);

  // A known prefix that is used is declared at once, so that the query runs elsewhere too.
  const declare = EditorState.transactionFilter.of((transaction) => {
    if (!transaction.isUserEvent("input.type")) return transaction;
    let colon = -1;
    transaction.changes.iterChanges((_from, _to, _start, end, inserted) => { if (inserted.toString() === ":") colon = end; });
    if (colon < 0) return transaction;
    const text = transaction.newDoc.toString();
    const token = tokenise(text).find(({ kind, from, to }) => kind === "name" && from < colon && colon <= to);
    const before = token && /(\S+)\s*$/.exec(text.slice(0, token.from))?.[1];
    if (!token || token.text.indexOf(":") !== colon - token.from - 1 || before?.toUpperCase() === "PREFIX") return transaction;
    const change = declaring(text, token.text.slice(0, colon - token.from - 1), terms.prefixes);
    return change ? [transaction, { changes: change, sequential: true }] : transaction;
  });

  const submit = () => { workbench.run?.(); return true; };
  const format = () => { workbench.format?.(); return true; };
  const view = (workbench.view = new EditorView({
    doc: field.value,
    root,
    parent: root,
    extensions: [
      minimalSetup, lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), bracketMatching(), closeBrackets(), indentOnInput(),
      SparqlLanguage, SparqlLanguage.data.of({ commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", "'", '"'] } }),
      EditorView.lineWrapping, EditorState.phrases.of(workbench.settings.phrases), theme, declare,
      EditorView.contentAttributes.of({ "aria-label": workbench.word("editor"), "aria-describedby": "told", tabindex: "0", autocapitalize: "off" }),
      completion(workbench, terms), diagnostics(workbench), means.extension,
      Prec.highest(keymap.of([
        { key: "Mod-Enter", run: submit }, { key: "Shift-Alt-f", run: format }, { key: "Mod-/", run: toggleComment },
        { key: "Tab", run: (target) => acceptCompletion(target) || completionStatus(target.state) === "active" || indentMore(target), shift: indentLess },
      ])),
      keymap.of([...completionKeymap, ...means.keys, { key: "Escape", run: () => workbench.cancel?.() ?? false }, ...closeBracketsKeymap, ...diagnosticKeys]),
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      // Esc lets the next Tab leave the editor, also where it closes a list (CodeMirror alone would not, then).
      Prec.highest(EditorView.domEventHandlers({ keydown: (event, target) => { if (event.key === "Escape") target.setTabFocusMode(2000); return false; } })),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) { field.value = view.state.doc.toString(); workbench.tell("edited"); }
      }),
    ],
  }));
  view.dom.append(told);
  field.hidden = true;
  field.labels[0].hidden = true;

  // The text is replaced as one step, which can be undone.
  Object.defineProperty(workbench, "query", {
    get: () => view.state.doc.toString(),
    set: (text) => { if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: "input.set" }); },
  });
  workbench.focus = () => view.focus();
  // Put a text in at the cursor; a prefix that it uses is declared.
  workbench.insert = (text) => {
    const { from, to } = view.state.selection.main;
    const before = view.state.sliceDoc(Math.max(0, from - 1), from), space = before && !/[\s([{^/|!]/.test(before) ? " " : "";
    const prefixes = new Set(tokenise(text).filter(({ kind }) => kind === "name").map((token) => token.text.split(":")[0]));
    const lines = [...prefixes].map((prefix) => declaring(view.state.doc.toString(), prefix, terms.prefixes)).filter(Boolean);
    const set = view.state.changes([{ from, to, insert: space + text }, ...lines]);
    view.dispatch({ changes: set, selection: { anchor: set.mapPos(to, 1) }, userEvent: "input.insert", scrollIntoView: true });
    view.focus();
  };
  workbench.cursor = () => view.state.selection.main.head;
  workbench.move = (place) => view.dispatch({ selection: { anchor: place } });
  workbench.complete = () => startCompletion(view);
}
