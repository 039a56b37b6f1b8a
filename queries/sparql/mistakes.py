"""Common mistakes in SPARQL by the token at which the grammar cannot go on, each with a sentence of its own.

A mistake is recognised by a few tokens around that place and by what was being read; where none is, `explain` says
what was expected there. Sentences are templates, so that the web can say them in the reader's language.
"""

from collections.abc import Callable, Iterator
from typing import Final

from ontology.prefixes import PREFIXES
from queries.sparql import clauses
from queries.sparql.explanation import Explanation
from queries.sparql.grammar import AGGREGATES, ARGUMENTS, keywords
from queries.sparql.lexer import Kind
from queries.sparql.situation import CLOSING, COMPARING, QUERIES, UPDATES, Situation, nearest, short

_OTHER_NAMES: Final = {
    "LENGTH": "STRLEN",
    "LEN": "STRLEN",
    "UPPER": "UCASE",
    "TOUPPER": "UCASE",
    "LOWER": "LCASE",
    "TOLOWER": "LCASE",
    "SUBSTRING": "SUBSTR",
    "STARTSWITH": "STRSTARTS",
    "ENDSWITH": "STRENDS",
    "LIKE": "REGEX",
    "MATCHES": "REGEX",
    "IFNULL": "COALESCE",
    "NVL": "COALESCE",
    "ISNULL": "BOUND",
    "CEILING": "CEIL",
    "HOUR": "HOURS",
    "MINUTE": "MINUTES",
    "SECOND": "SECONDS",
    "MEAN": "AVG",
    "STRING": "STR",
    "TYPE": "DATATYPE",
    "CONCATENATE": "CONCAT",
    "GROUPCONCAT": "GROUP_CONCAT",
}
"""Functions of other languages, and what SPARQL calls them."""
_OTHER_OPERATORS: Final = {
    "AND": "&&",
    "OR": "||",
    "IS": "=",
    "EQ": "=",
    "NE": "!=",
    "LT": "<",
    "GT": ">",
    "MOD": "-",
}
_OTHER_LANGUAGES: Final = {
    **dict.fromkeys(("MATCH", "MERGE", "UNWIND", "RETURN"), "Cypher"),
    **dict.fromkeys(("UPDATE", "ALTER", "SHOW", "TRUNCATE", "EXPLAIN"), "SQL"),
    **dict.fromkeys(("FOR", "LET"), "XQuery"),
    **dict.fromkeys(("MUTATION", "QUERY", "SUBSCRIPTION"), "GraphQL"),
}
"""Words that begin a query of another language."""
_CURLY: Final = {
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "‚": "'",
    "″": '"',
    "′": "'",
}
"""Quotation marks of prose, and those of SPARQL."""
_WIDE: Final = {
    **{
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00d7": "*",
        "\u2264": "<=",
        "\u2265": ">=",
        "\u2260": "!=",
    },
    **{"（": "(", "）": ")", "｛": "{", "｝": "}", "［": "[", "］": "]", "；": ";", "，": ",", "。": "."},
    **{"？": "?", "：": ":", "＝": "=", "＊": "*"},
}
"""Signs that look like those of SPARQL and are others."""


def mistake(one: Situation) -> Explanation | None:
    """Return the mistake at the token that cannot stand, None where it is none of the common ones."""
    return next((found for look in _LOOKS for found in look(one)), None)


def _other_operation(one: Situation) -> Iterator[Explanation]:
    word = one.token().word
    if one.within[0] not in ("QueryText", "UpdateText", "Prologue", "Update"):
        return
    if one.at == 0 and word in _OTHER_LANGUAGES:
        yield one.fault(
            "%(word)s begins a query in %(language)s, and this is read as SPARQL.",
            hint="For example SELECT * { ?s ?p ?o } LIMIT 10",
            word=word,
            language=_OTHER_LANGUAGES[word],
        )
    if not one.update and word in UPDATES:
        yield one.fault(
            "%(word)s begins an update, and this is a query.",
            hint="Send it as an update: by POST, in the parameter update=, with a token.",
            word=word,
        )
    if one.update and word in QUERIES and "INSERT" in one.wanted:
        yield one.fault(
            "%(word)s begins a query, and this is an update.",
            hint="Send it as a query, in the parameter query=.",
            word=word,
        )


def _encoded(one: Situation) -> Iterator[Explanation]:
    around = one.text[one.token(-1).start : one.token().end + 3]
    if "%20" in around or "%3F" in around or "%7B" in around:
        yield one.fault(
            "The text is percent-encoded, and was so already when it was encoded to be sent.",
            hint="Encode it once.",
        )


def _quotes(one: Situation) -> Iterator[Explanation]:
    token, before = one.token(), one.token(-1)
    if token.text in _CURLY:
        yield one.fault(
            "%(found)s is a quotation mark of prose, and none of SPARQL.",
            hint="Write %(right)s in its place.",
            found=token.text,
            right=_CURLY[token.text],
        )
    if token.text in _WIDE:
        yield one.fault(
            "“%(found)s” is another character than “%(right)s”, which it looks like.",
            hint="Write “%(right)s”.",
            found=token.text,
            right=_WIDE[token.text],
        )
    if token.kind is Kind.UNKNOWN and token.text.startswith(("'''", '"""')):
        yield one.fault(
            "The string that begins here does not end.", hint="Close it with %(quote)s.", quote=token.text[:3]
        )
    if token.kind is Kind.UNKNOWN and token.text.startswith(("'", '"')):
        yield one.fault(
            "The string that begins here does not end in its line.",
            hint="Close it with %(quote)s. One of several lines stands between three of them: %(three)s.",
            quote=token.text[0],
            three=token.text[0] * 3,
        )
    if token.text[:1] in ("'", '"') and before.kind is Kind.STRING and before.end == token.start:
        yield one.fault(
            "The string before this ends at its first quotation mark of the same kind.",
            hint="Escape one inside it with a backslash, or put the string between quotation marks of the other kind.",
        )
    if before.kind is Kind.STRING and before.end == token.start and token.kind is Kind.WORD:
        yield one.fault(
            "The string %(string)s ends before “%(found)s”.",
            hint="Escape a quotation mark inside it with a backslash: \\%(quote)s",
            string=short(before.text),
            found=short(token.text),
            quote=before.text[0],
        )


def _language(one: Situation) -> Iterator[Explanation]:
    token = one.token()
    if token.text.lower() in ("@prefix", "@base"):
        yield one.fault(
            "“%(found)s” is Turtle.",
            hint="In SPARQL it is %(word)s, without @ and without a dot at the end.",
            found=token.text,
            word=token.text[1:].upper(),
        )
    if token.text == "@" or (token.kind is Kind.LANGUAGE and one.token(-1).kind is not Kind.STRING):
        yield one.fault(
            "“@” begins the language of a string, and no language stands here.",
            hint='For example "Hà Nội"@vi: the code right after the string, without blanks.',
        )


def _iri(one: Situation) -> Iterator[Explanation]:
    token, after = one.token(), one.token(1)
    if token.text not in ("<", "<=") or not ({"iri", "name"} & one.wanted):
        return
    end = one.text.find(">", token.end)
    line_end = one.text.find("\n", token.end)
    if end == -1 or -1 < line_end < end:
        yield one.fault("The IRI that begins here does not end in its line.", hint="Close it with “>”.")
    inner = one.text[token.start + 1 : end]
    wrong = next((c for c in inner if c in '<>"{}|^`\\' or ord(c) <= 0x20), "")
    place = token.start + 1 + inner.index(wrong) if wrong else after.start
    if wrong in ("", " ", "\t"):
        yield one.fault(
            "There is a space in the IRI %(iri)s.",
            hint="Write it as %%20.",
            iri=short(f"<{inner}>"),
            offset=place,
        )
    yield one.fault(
        "“%(found)s” cannot stand in the IRI %(iri)s.",
        hint="Percent-encode it.",
        found=wrong,
        iri=short(f"<{inner}>"),
        offset=place,
    )


def _brackets(one: Situation) -> Iterator[Explanation]:
    token = one.token()
    if not token.text and one.open:
        last = one.open[-1]
        yield one.fault(
            "The text ends, and the “%(bracket)s” of line %(line)s is not closed.",
            hint="A “%(closing)s” is missing.",
            bracket=last.text,
            closing=CLOSING[last.text],
            line=one.line_of(last),
        )
    if token.text in CLOSING.values() and not one.open:
        yield one.fault("This “%(found)s” has no opening bracket.", hint="Remove it.", found=token.text)
    if token.text in CLOSING.values() and one.open and CLOSING[one.open[-1].text] != token.text:
        last = one.open[-1]
        yield one.fault(
            "“%(found)s” stands where the “%(bracket)s” of line %(line)s has to be closed first.",
            hint="A “%(closing)s” is missing.",
            found=token.text,
            bracket=last.text,
            closing=CLOSING[last.text],
            line=one.line_of(last),
        )


def _sql(one: Situation) -> Iterator[Explanation]:
    token, after = one.token(), one.token(1)
    if (token.text in ("/", "--") or (token.text == "-" and after.text == "-")) and (
        after.text[:1] in ("/", "*", "-") and after.start == token.end
    ):
        yield one.fault(
            "This is not a comment in SPARQL.",
            hint="A comment begins with # and goes to the end of its line.",
        )
    if token.text == "=" and one.token(-1).text == "=":
        yield one.fault("SPARQL compares with one equals sign.", hint="Write = and not ==.")
    if token.text == "<>" and "!=" in one.wanted:
        yield one.fault("SPARQL has no operator <>.", hint="Write != for what is not equal.")
    if token.text in ("=", "!=") and one.token(-1).text in ("!", "="):
        yield one.fault("There are two operators in a row.", hint="Compare with =, !=, <, >, <= or >=.")
    if token.text in ("&", "|") and "&&" in one.wanted:
        yield one.fault(
            "SPARQL joins conditions with && and ||.", hint="Write %(right)s.", right=token.text * 2
        )
    is_null = token.word == "IS" and "NULL" in (after.word, one.token(2).word)
    if is_null and "&&" in one.wanted:
        before = one.token(-1)
        yield one.fault(
            "There is no NULL in SPARQL: a variable without a value is unbound.",
            hint="Write BOUND(%(variable)s)." if after.word == "NOT" else "Write !BOUND(%(variable)s).",
            variable=before.text if before.kind is Kind.VARIABLE else "?x",
        )
    if (token.word in _OTHER_OPERATORS or token.text.upper() in _OTHER_OPERATORS) and ("&&" in one.wanted):
        yield one.fault(
            "%(found)s is not an operator of SPARQL.",
            hint="Write %(right)s.",
            found=token.text,
            right=_OTHER_OPERATORS[token.text.upper()],
        )
    if token.word == "LIKE" and "&&" in one.wanted:
        yield one.fault(
            "%(found)s is not an operator of SPARQL.",
            hint="Write %(right)s.",
            found=token.text,
            right='REGEX(?x, "…")',
        )
    if token.text in COMPARING and one.within[0] in ("Expression", "Choices", "Argument"):
        yield one.fault(
            "Comparisons cannot follow each other: a < b < c.", hint="Join two of them: a < b && b < c."
        )


def _words(one: Situation) -> Iterator[Explanation]:
    token, after = one.token(), one.token(1)
    if token.kind is not Kind.WORD or token.word in keywords():
        return
    if token.word in ("NULL", "NONE", "NIL") and "STR" in one.wanted:
        yield one.fault(
            "There is no NULL in SPARQL: a variable without a value is unbound.",
            hint="Write BOUND(%(variable)s) or !BOUND(%(variable)s).",
            variable="?x",
        )
    if token.word == "NULL" and "UNDEF" in one.wanted:
        yield one.fault("“%(found)s” is not a value.", hint="Write UNDEF.", found=token.text)
    if token.word == "NULL" and "string" in one.wanted:
        yield one.fault(
            "There is no NULL in SPARQL: a variable without a value is unbound.",
            hint="Ask for what has no such statement by FILTER NOT EXISTS { … }.",
        )
    if token.word == "LET" and after.text == "(" and "BIND" in one.wanted:
        yield one.fault("LET is not a word of SPARQL.", hint="Write BIND (… AS ?x).")
    near = nearest(token.word, frozenset(name for name in one.wanted if name.isupper()))
    near = near or nearest(token.word, keywords() - ARGUMENTS.keys(), 0.8)
    if after.text == "(" and ("STR" in one.wanted or not near):
        right = _OTHER_NAMES.get(token.word) or nearest(token.word, (*ARGUMENTS, *AGGREGATES))
        yield one.fault(
            "There is no function %(found)s.",
            hint="Did you mean %(near)s?" if right else "A function of your own is named by an IRI.",
            found=short(token.text),
            near=right,
        )
    if near:
        yield one.fault(
            "“%(found)s” is not a word of SPARQL.",
            hint="Did you mean %(near)s?",
            found=short(token.text),
            near=near,
        )
    if token.text in ("null", "NULL", "None"):
        yield one.fault(
            "“%(found)s” is not a value.",
            hint="In SPARQL what has no value is not written.",
            found=token.text,
        )
    if token.text in PREFIXES and after.text == "." and "name" in one.wanted:
        yield one.fault("A prefix ends in a colon.", hint="Write %(found)s:…", found=token.text)
    if one.wanted == {"variable"}:
        yield one.fault(
            "“%(found)s” is not a variable.",
            hint="A variable is written ?%(found)s.",
            found=short(token.text),
        )
    if {"variable", "iri"} & one.wanted:
        yield one.fault(
            "“%(found)s” is a bare word.",
            hint='A variable is written ?%(found)s, a string "%(found)s", an IRI <…> or with a prefix.',
            found=short(token.text),
        )


_LOOKS: Final[tuple[Callable[[Situation], Iterator[Explanation]], ...]] = (
    _other_operation,
    _encoded,
    _quotes,
    _language,
    _iri,
    _brackets,
    _sql,
    clauses.in_select,
    clauses.in_modifiers,
    clauses.in_values,
    clauses.in_patterns,
    _words,
    clauses.in_paths,
    clauses.in_triples,
)
