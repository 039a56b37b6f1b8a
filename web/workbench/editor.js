// The editor: CodeMirror over the field of the form, which keeps the text for a browser that sends the form.
import { EditorView, basicSetup } from "codemirror";
import { sparql } from "codemirror-lang-sparql";

export function start(workbench) {
  const { field } = workbench;
  // In a shadow tree CodeMirror's styles are constructed sheets, which our content security policy allows.
  const box = document.createElement("div");
  field.before(box);
  const root = box.attachShadow({ mode: "open" });
  const view = new EditorView({
    doc: field.value,
    root,
    parent: root,
    extensions: [
      basicSetup,
      sparql(),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) { field.value = view.state.doc.toString(); workbench.tell("edited"); }
      }),
    ],
  });
  field.hidden = true;
}
