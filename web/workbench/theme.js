// How the editor looks: the page's own colours and typefaces, which reach the shadow tree as custom properties.
import { EditorView } from "@codemirror/view";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const BOX = { font: "var(--s2)/1.5 var(--sans)", background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--soft)" };

const styles = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "var(--s1)" },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { font: "var(--s1)/1.75 var(--mono)", minHeight: "12rem", maxHeight: "max(12rem, min(70vh, 40rem))", overflow: "auto" },
  ".cm-content": { padding: ".5rem 0", caretColor: "var(--link)" },
  ".cm-line": { padding: "0 .75rem 0 .5rem" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem", padding: "0 .25rem 0 .5rem" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--raised)" },
  ".cm-cursor": { borderLeft: "2px solid var(--link)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--mark)" },
  "&.cm-focused .cm-activeLine ::selection, .cm-line ::selection": { backgroundColor: "var(--mark)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--soft)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--warn)" },
  ".cm-tooltip": { ...BOX, zIndex: "3" },
  ".cm-tooltip.cm-tooltip-hover, .cm-tooltip.meaning": { padding: ".35rem .65rem", maxWidth: "min(30rem, 90vw)" },
  ".meaning b": { display: "block", fontWeight: "600" },
  ".meaning code": { font: "var(--s1)/1.5 var(--mono)", color: "var(--soft)", overflowWrap: "anywhere" },
  ".meaning p, .meaning b": { margin: "0" },
  ".cm-tooltip.cm-tooltip-autocomplete": { maxWidth: "min(34rem, calc(100vw - 1rem))" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "var(--s2)/1.5 var(--sans)", maxHeight: "15.75rem", minWidth: "min(24rem, 84vw)", maxWidth: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: ".75rem", alignItems: "baseline", padding: ".2rem .65rem", minHeight: "1.5rem", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--link)", color: "var(--paper)" },
  ".cm-completionLabel": { font: "var(--s1)/1.75 var(--mono)", flex: "none", maxWidth: "60%", overflow: "hidden", textOverflow: "ellipsis" },
  ".class .cm-completionLabel, .property .cm-completionLabel": { minWidth: "8.5rem" },
  ".thing .cm-completionLabel": { font: "var(--s2)/1.5 var(--sans)" },
  ".cm-completionDetail": { font: "inherit", margin: "0", flex: "1 1 auto", overflow: "hidden", textOverflow: "ellipsis", minWidth: "0", color: "var(--soft)" },
  ".class .cm-completionDetail, .property .cm-completionDetail": { color: "inherit" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".count": { marginLeft: "auto", fontVariantNumeric: "tabular-nums" },
  ".cm-tooltip.cm-completionInfo.below": { position: "static", border: "0", borderTop: "1px solid var(--line)", padding: ".35rem .65rem", boxSizing: "border-box", width: "0", minWidth: "100%", maxWidth: "none", font: "var(--s1)/1.5 var(--sans)", color: "var(--soft)" },
  ".where": { whiteSpace: "nowrap" },
  ".iri": { font: "var(--s1)/1.5 var(--mono)", overflowWrap: "anywhere" },
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0", textDecoration: "underline wavy 1px", textUnderlineOffset: ".25em" },
  ".cm-lintRange-error": { textDecorationColor: "var(--warn)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--soft)" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--warn)" },
  ".cm-diagnostic": { borderLeft: "3px solid var(--warn)", padding: ".35rem .65rem", maxWidth: "min(30rem, 90vw)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--soft)" },
  ".cm-diagnosticAction": { font: "var(--s2)/1.5 var(--sans)", minHeight: "1.5rem", color: "var(--link)", background: "none", border: "1px solid var(--line-link)", marginLeft: "0", marginRight: ".5rem" },
  ".fault": { font: "var(--s1)/1.5 var(--sans)", color: "var(--warn)", "--indent": ".5rem", padding: "0 .75rem .35rem var(--indent)", whiteSpace: "normal" },
  ".fault .caret": { display: "block", font: "700 var(--s1)/1 var(--mono)", width: "max-content" },
  ".unseen": { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
});

const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.keyword, tags.bool], fontWeight: "600" },
  { tag: tags.variableName, color: "var(--link)" },
  { tag: [tags.comment, tags.url], color: "var(--soft)" },
  { tag: tags.comment, fontStyle: "italic" },
]));

export const theme = [styles, colours];
