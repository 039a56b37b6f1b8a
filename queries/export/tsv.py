"""Write rows in the SPARQL 1.1 TSV format, where the engine's own writer cannot: rows that are not an answer of it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, Triple

from graph.store.reader import Term
from ontology.terms import xsd

_PART: Final = 16 * 1024
_BARE: Final = frozenset({xsd.integer, xsd.decimal, xsd.boolean})


def tsv_parts(variables: Sequence[str], rows: Iterable[Iterable[Term | None]]) -> Iterator[bytes]:
    """Yield rows in the SPARQL 1.1 TSV format, UTF-8, some at a time.

    >>> b"".join(tsv_parts(["x"], [[Literal("a\\tb", language="vi")], [None]]))
    b'?x\\n"a\\\\tb"@vi\\n\\n'
    """
    lines = ["\t".join(f"?{name}" for name in variables)]
    size = 0
    for row in rows:
        line = "\t".join("" if term is None else _cell(term) for term in row)
        lines.append(line)
        size += len(line)
        if size > _PART:
            yield ("\n".join(lines) + "\n").encode()
            lines, size = [], 0
    if lines:
        yield ("\n".join(lines) + "\n").encode()


def _cell(term: Term) -> str:
    if isinstance(term, Literal) and term.datatype.value in _BARE and _is_bare(term):
        return term.value
    written = f"<<( {term} )>>" if isinstance(term, Triple) else str(term)
    return written.replace("\t", "\\t")


def _is_bare(term: Literal) -> bool:
    text = term.value
    if term.datatype.value == xsd.boolean:
        return text in ("true", "false")
    digits = text[1:] if text[:1] in "+-" else text
    if term.datatype.value == xsd.integer:
        return digits.isascii() and digits.isdecimal()
    whole, dot, fraction = digits.partition(".")
    return bool(dot) and fraction.isascii() and fraction.isdecimal() and (not whole or whole.isdecimal())
