// Terms as SPARQL 1.1 TSV writes them, read into the form of SPARQL's JSON results.
const ESCAPED = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs;
const CHARACTERS = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };
const XSD = "http://www.w3.org/2001/XMLSchema#";

const unescape = (text) => text.includes("\\")
  ? text.replace(ESCAPED, (_, four, eight, one) => (one ? CHARACTERS[one] ?? one : String.fromCodePoint(parseInt(four ?? eight, 16))))
  : text;

export function readTerm(text) {
  if (!text) return null;
  const first = text[0];
  if (first === "<" && !text.startsWith("<<")) return { type: "uri", value: unescape(text.slice(1, -1)) };
  if (first === "_") return { type: "bnode", value: text.slice(2) };
  if (first === '"') {
    const end = text.lastIndexOf('"');
    const value = unescape(text.slice(1, end)), rest = text.slice(end + 1);
    if (rest.startsWith("@")) return { type: "literal", value, "xml:lang": rest.slice(1).split("--")[0] };
    if (rest.startsWith("^^")) return { type: "literal", value, datatype: rest.slice(3, -1) };
    // A datatype is an IRI and so has no quotation mark; a text without one ends here.
    return { type: "literal", value };
  }
  if (text === "true" || text === "false") return { type: "literal", value: text, datatype: `${XSD}boolean` };
  if (/^[+-]?\d+$/.test(text)) return { type: "literal", value: text, datatype: `${XSD}integer` };
  if (/^[+-]?\d*\.\d+$/.test(text)) return { type: "literal", value: text, datatype: `${XSD}decimal` };
  return { type: "other", value: text };
}
