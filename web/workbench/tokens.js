// The tokens of a SPARQL text with their places, as `queries/sparql/lexer.py` has them; any text has some.
const BASE = "A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c-\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";
const CHARS = `${BASE}_0-9\\-\\u00b7\\u0300-\\u036f\\u203f-\\u2040`;
const ESCAPE = "%[0-9A-Fa-f]{2}|\\\\[_~.\\-!$&'\\(\\)*+,;=\\/?#@%]";
const PATTERNS = {
  comment: "#[^\\r\\n]*",
  string: '"""(?:(?!""")(?:\\\\[\\s\\S]|[^\\\\]))*"""|\'\'\'(?:(?!\'\'\')(?:\\\\[\\s\\S]|[^\\\\]))*\'\'\'|"(?!"")(?:\\\\.|[^"\\\\\\r\\n])*"|\'(?!\'\')(?:\\\\.|[^\'\\\\\\r\\n])*\'',
  open: '"""[\\s\\S]*|\'\'\'[\\s\\S]*|"[^\\r\\n]*|\'[^\\r\\n]*',
  iri: "<[^<>\"{}|^`\\\\\\u0000-\\u0020]*>",
  variable: `[?$](?:[${BASE}_0-9][${BASE}_0-9\\u00b7\\u0300-\\u036f\\u203f-\\u2040]*)`,
  blank: `_:[${BASE}_0-9](?:[${CHARS}.]*[${CHARS}])?`,
  name: `(?:[${BASE}](?:[${CHARS}.]*[${CHARS}])?)?:(?:(?:[${BASE}_:0-9]|${ESCAPE})(?:(?:[${CHARS}:.]|${ESCAPE})*(?:[${CHARS}:]|${ESCAPE}))?)?`,
  number: "(?:\\d+\\.?\\d*|\\.\\d+)[eE][+-]?\\d+|\\d*\\.\\d+|\\d+",
  language: "@[A-Za-z]+(?:--?[A-Za-z0-9]+)*",
  word: `[${BASE}_][${BASE}_0-9\\-\\u00b7\\u0300-\\u036f]*`,
  punctuation: "\\^\\^|&&|\\|\\||!=|<=|>=|[{}\\(\\)\\[\\],;.=<>!+*\\/|^?$~\\-]",
  unknown: "\\S",
};
const TOKEN = new RegExp(Object.entries(PATTERNS).map(([kind, part]) => `(?<${kind}>${part})`).join("|"), "gu");

export function tokenise(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind = Object.keys(PATTERNS).find((name) => match.groups[name] !== undefined);
    found.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return found;
}

// Letters without their accents, in lower case: "Nghệ An" is "nghe an".
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}
