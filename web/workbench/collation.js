// The order of names as `graph/search/collation.py` has it: Vietnamese by its own alphabet, other languages with accents
// aside, numbers by their value. A key is a text; two names stand as their keys compare.
const OWN = { ă: 1, â: 2, đ: 1, ê: 1, ô: 1, ơ: 2, ư: 1 };
const TONES = { "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5 };
const WHOLE = { đ: "d", ð: "d", ø: "o", ł: "l", ħ: "h", ŧ: "t", ı: "i", ß: "ss", æ: "ae", œ: "oe", þ: "th" };
const OTHER_MARK = 6;
const [GAP, NUMBER, LATIN, CYRILLIC, OTHER] = ["\u0002", "\u0003", "\u0004", "\u0005", "\u0006"];
const MARK = /\p{M}/u, MARKS = /\p{M}/gu, WORD = /[\p{L}\p{N}]/u, DIGIT = /\p{Nd}/u;
const known = [new Map(), new Map()];

const WHOLES = /[đðøłħŧıßæœþ]/g, FOREIGN = /[^\x00-\x7f]/;
const whole = (text) => text.replace(WHOLES, (one) => WHOLE[one]);

// Return a text as it is searched: small letters, without accents.
export function fold(text) {
  const small = text.toLowerCase();
  return FOREIGN.test(small) ? whole(small.normalize("NFD").replace(MARKS, "")) : small;
}

// What a letter weighs: its digit, or [weight, mark] for each letter that it stands for, or none where it parts words.
function weights(letter, vietnamese) {
  if (letter >= "0" && letter <= "9") return letter;
  if (DIGIT.test(letter)) return letter.normalize("NFKC");
  if (!WORD.test(letter)) return MARK.test(letter) ? [] : null;
  const parts = [...letter.normalize("NFD")];
  const tones = parts.filter((one) => one in TONES);
  const base = parts.filter((one) => !(one in TONES)).join("").normalize("NFC");
  const own = vietnamese ? OWN[base] ?? 0 : 0;
  let mark = tones.length ? TONES[tones.at(-1)] : 0;
  if (base === "й") return [[CYRILLIC + base, String(mark)]];
  const plain = base.normalize("NFD").replace(MARKS, "");
  if (plain !== base && !own) mark += OTHER_MARK;
  return [...(whole(plain) || plain)].map((one) => {
    const script = one >= "a" && one <= "z" ? LATIN : one >= "\u0400" && one <= "\u052f" ? CYRILLIC : OTHER;
    if (one !== plain && !own) mark ||= OTHER_MARK;
    return [script + one + (own || ""), mark.toString(16)];
  });
}

export function collationKey(text, vietnamese) {
  const cache = known[vietnamese ? 1 : 0];
  let letters = "", marks = "", digits = "", gap = false;
  for (const letter of text.toLowerCase().normalize("NFC")) {
    let found = cache.get(letter);
    if (found === undefined) {
      found = weights(letter, vietnamese);
      if (Array.isArray(found)) found = { letters: found.map(([weight]) => weight).join(""), marks: found.map(([, mark]) => mark).join("") };
      if (cache.size < 8192) cache.set(letter, found);
    }
    if (typeof found === "string") {
      if (gap) { letters += GAP; marks += "0"; gap = false; }
      digits += found;
      continue;
    }
    if (digits) { letters += number(digits); marks += "0"; digits = ""; }
    if (found === null) { gap = letters !== ""; continue; }
    if (gap && found.letters) { letters += GAP; marks += "0"; gap = false; }
    letters += found.letters;
    marks += found.marks;
  }
  if (digits) { letters += number(digits); marks += "0"; }
  return `${letters}\u0001${marks}\u0001${text}`;
}

// A number by its length, then by its digits: as by its value, however long it is.
function number(digits) {
  const plain = digits.replace(/^0+(?=.)/, "");
  return NUMBER + String.fromCharCode(0x30 + Math.min(plain.length, 0xfff)) + plain;
}

const NUMBERS = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|int|long|short|byte|(non)?(positive|negative)Integer|(non)?(Positive|Negative)Integer|unsigned\w+|nonNegativeInteger|nonPositiveInteger)$/;
const DAY = /^-?\d{4,}(-\d\d(-\d\d(T.*)?)?)?(Z|[+-]\d\d:\d\d)?$/;

// Return what a term ({type, value, datatype, "xml:lang"}) called `label` is sorted by: numbers, then days, then names.
export function sortKey(term, label, vietnamese) {
  if (term.type === "literal" && !term["xml:lang"]) {
    if (NUMBERS.test(term.datatype ?? "")) {
      const value = Number(term.value === "INF" ? "Infinity" : term.value === "-INF" ? "-Infinity" : term.value);
      if (!Number.isNaN(value)) return { kind: 0, value };
    }
    if (DAY.test(term.value)) return { kind: 1, value: term.value };
  }
  return { kind: 2, value: collationKey(label || term.value || "", vietnamese) };
}

export function compare(one, other) {
  if (one.kind !== other.kind) return one.kind - other.kind;
  return one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
}
