"""Say which terms of a query the graph does not use, with the one that may have been meant.

An answer without rows may mean that nobody says it, or that a term was misspelt. Everything is looked up in the
engine's indexes up to the first match, for a bounded number of terms, so the size of the graph does not matter.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from graph.limits import LIMITS
from graph.search.names import search
from graph.store.reader import EmbeddedReader, Reader
from ontology import terms as constants
from ontology.iris import CONCEPT, ID, KINDS
from ontology.prefixes import PREFIXES, shrink
from ontology.vocabulary import vocabulary
from queries.read.decisions import name_now
from queries.read.rows import select
from queries.read.search import index_of
from queries.sparql.explanation import Explanation, fault
from queries.sparql.terms import AskedTerm, Use, asked_terms

_ALIKE: Final = 0.87
"""How alike the last parts of two IRIs are, of 1, for the one to be offered for the other."""
_WORDS: Final = 6
"""Words of a thing's IRI that are searched for."""
_COMPARED: Final = 5
"""Terms most like the one asked that are looked up, until one is in use."""


class _UseRow(NamedTuple):
    use: str


def unused_terms(reader: Reader, text: str) -> tuple[Explanation, ...]:
    """Return what is to be said of the terms of a query that the graph does not use as the query does."""
    found = (_said(reader, text, term) for term in asked_terms(text)[: LIMITS.query_terms_checked])
    return tuple(one for one in found if one is not None)


def _said(reader: Reader, text: str, term: AskedTerm) -> Explanation | None:
    used = _uses(reader, "term-used", term.iri)
    if term.use in used:
        return None
    # That a use is not in the default graph makes it quick to look for in the others: its first match is theirs.
    if _uses(reader, f"{term.use}-in-graphs", term.iri):
        if term.in_graph:
            return None
        return fault(
            "%(term)s is used in named graphs only.",
            text,
            term.offset,
            hint="Ask there: GRAPH ?g { … }",
            term=term.written,
        )
    if term.use is Use.THING:
        return _unknown_thing(reader, text, term)
    if term.optional and term.iri in vocabulary().terms:
        return None  # a term of ours that nothing has yet, and that need not be there
    return _unknown_term(reader, text, term, used)


def _unknown_thing(reader: Reader, text: str, term: AskedTerm) -> Explanation:
    if now := name_now(reader, term.iri):
        return fault(
            "%(term)s was replaced by %(near)s.",
            text,
            term.offset,
            hint="Ask for that one.",
            term=term.written,
            near=_written(now),
        )
    near = _thing_like(reader, term.iri)
    return fault(
        "The graph has no statement about %(term)s.",
        text,
        term.offset,
        hint="Did you mean %(near)s?" if near else "Search finds things by their names.",
        term=term.written,
        near=_written(near),
    )


def _unknown_term(reader: Reader, text: str, term: AskedTerm, used: frozenset[str]) -> Explanation:
    near = "" if used & {Use.CLASS, Use.PROPERTY} else _term_like(reader, term)
    values = {"term": term.written, "near": _written(near)}
    if Use.CLASS in used:
        return fault(
            "%(term)s is a class in this graph, and the query asks for it as a property.",
            text,
            term.offset,
            hint="Write ?x a %(term)s",
            **values,
        )
    if Use.PROPERTY in used:
        return fault(
            "%(term)s is a property in this graph, and the query asks for it as a class.",
            text,
            term.offset,
            hint="Write ?x %(term)s ?y",
            **values,
        )
    return fault(
        "%(term)s is used nowhere in this graph.",
        text,
        term.offset,
        hint="Did you mean %(near)s?" if near else "/ontology lists the terms that are in use.",
        **values,
    )


_known_uses: WeakKeyDictionary[EmbeddedReader, dict[tuple[str, str], frozenset[str]]] = WeakKeyDictionary()
"""What was looked up in versions that are open, which never change: a query is checked again with every word typed."""
_MOST_KNOWN: Final = 10_000


def _uses(reader: Reader, query: str, iri: str) -> frozenset[str]:
    known = _known_uses.setdefault(reader, {}) if isinstance(reader, EmbeddedReader) else {}
    found = known.get((query, iri))
    if found is None:
        found = frozenset(row.use for row in select(reader, _UseRow, query, term=iri))
        if len(known) < _MOST_KNOWN:
            known[query, iri] = found
    return found


def _term_like(reader: Reader, term: AskedTerm) -> str:
    """Return the term of the vocabularies most like one; '' where none is. One that is in use goes before others."""
    candidates = list(_alike(term))[:_COMPARED]
    used = (one for one in candidates if term.use in _uses(reader, "term-used", one))
    return next(used, candidates[0] if candidates else "")


def _alike(term: AskedTerm) -> Iterator[str]:
    """Yield terms by how alike they are: of the same name in another vocabulary, then of one alike, its own first."""
    namespace, local = _parts(term.iri)
    by_name = _known(term.use)
    yield from (iri for iri in by_name.get(local.casefold(), ()) if iri != term.iri)
    alike = process.extract(
        local.casefold(),
        by_name.keys(),
        scorer=JaroWinkler.normalized_similarity,
        score_cutoff=_ALIKE,
        limit=10,
    )
    for same in (True, False):
        for name, _, _ in alike:
            yield from (
                iri
                for iri in by_name[name]
                if (_parts(iri)[0] == namespace) is same and name != local.casefold()
            )


@cache
def _known(use: Use) -> dict[str, tuple[str, ...]]:
    """Return the terms of the vocabularies in use by their names in small letters: classes, or properties."""
    public = [
        iri
        for prefix in PREFIXES
        for name, iri in vars(getattr(constants, prefix, object)).items()
        if isinstance(iri, str) and not name.startswith("_")
    ]
    ours = [term.iri for term in vocabulary().terms.values() if term.kind == use]
    iris = dict.fromkeys(
        [*ours, *(iri for iri in public if _parts(iri)[1][:1].isupper() == (use is Use.CLASS))]
    )
    found: dict[str, tuple[str, ...]] = {}
    for iri in iris:
        name = _parts(iri)[1].casefold()
        found[name] = (*found.get(name, ()), iri)
    return found


def _parts(iri: str) -> tuple[str, str]:
    """Return the namespace and the name of a term."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def _thing_like(reader: Reader, iri: str) -> str:
    """Return the thing or concept of ours whose IRI is most like this one; '' where the IRI is not one of ours."""
    if iri.startswith(CONCEPT):
        others = [term for term in vocabulary().terms if term.startswith(CONCEPT)]
    elif iri.startswith(ID):
        others = list(_things_found(reader, *iri.removeprefix(ID).partition("/")[::2]))
    else:
        return ""
    known = [other for other in others if other != iri]
    best = process.extractOne(iri, known, scorer=OSA.normalized_similarity)
    return str(best[0]) if best else ""


def _things_found(reader: Reader, kind: str, slug: str) -> Iterator[str]:
    """Yield things that the index of names finds for the words of a slug; where it finds none, for all but one."""
    index = index_of(reader)
    words = slug[: LIMITS.search_length].replace("-", " ").replace("_", " ").split()[:_WORDS]
    if index is None or not words:
        return
    kind_known = kind if kind in KINDS else None
    fewer = ([*words[:at], *words[at + 1 :]] for at in reversed(range(len(words))))
    for some in (words, *fewer) if len(words) > 1 else (words,):
        hits = search(index.path, " ".join(some), limit=_COMPARED, kind=kind_known)
        yield from (hit.iri for hit in hits)
        if hits:
            return


def _written(iri: str) -> str:
    """Return an IRI as a query has it: with a prefix where one serves, else in angle brackets."""
    name = shrink(iri)
    return f"<{iri}>" if name == iri and iri else name
