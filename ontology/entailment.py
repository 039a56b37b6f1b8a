"""The entailment rules, and running them: what follows from the accepted statements and the vocabulary.

A rule is a SPARQL CONSTRUCT in `ontology/rules/`, one a file, with its title and its reason in the header. Rules read
and write the default graph only. They make no blank nodes and no new IRIs, so running them over and over ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolution, QuerySolutions, QueryTriples, Store, Triple

from ontology.prefixes import expand
from ontology.terms import hn
from ontology.vocabulary import vocabulary_triples

RULES: Final = Path(__file__).parent / "rules"

# More rounds than any chain of rules needs: a rule that makes new terms without end shows here, not as a full disk.
MOST_ROUNDS: Final = 50

_HEADER = re.compile(r"# (?P<key>title|why|reads|rests): (?P<value>.*(?:\n#  +.*)*)")


_CONSTRUCT = re.compile(r"CONSTRUCT \{ (\S+) (\S+) (\S+) \}")
_TEMPLATE = re.compile(r"CONSTRUCT \{([^}]*)\}")
_TERM = re.compile(r"\b[a-z]+:[A-Za-z_]+")

Pattern = tuple[str, str, str]
"""Subject, predicate and object, each a variable (`?x`) or an IRI."""


@dataclass(frozen=True)
class Rule:
    """One entailment rule: its file's name without `.rq`, title and reason from the header, and the query.

    `reads` are the IRIs of the predicates its patterns match, None where a pattern's predicate is a variable: what it
    does not read cannot make it entail more. `rests` are the patterns about the one relation of which the conclusion is
    a shortcut (the subject of each): what has to be claimed for it; none where the rule is no shortcut.
    """

    name: str
    title: str
    why: str
    text: str
    reads: frozenset[str] | None
    rests: tuple[Pattern, ...] = ()


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order of their names.

    >>> [rule.title for rule in rules() if rule.name == "labels"]
    ['Every name is a label']
    """
    paths = sorted(RULES.glob("*.rq"), key=lambda path: path.stem)
    return tuple(parse_rule(path.stem, path.read_text("utf-8")) for path in paths)


def parse_rule(name: str, text: str) -> Rule:
    """Read the header of a rule. Raises ValueError where its title, its reason or what it reads is missing."""
    header = {m["key"]: re.sub(r"\n#\s+", " ", m["value"]).strip() for m in _HEADER.finditer(text)}
    if missing := {"title", "why", "reads"} - header.keys():
        raise ValueError(f"rule {name}: the header says no {' and no '.join(sorted(missing))}")
    names = header["reads"].split()
    reads = None if names == ["*"] else frozenset(map(expand, names))
    rests = tuple(_pattern(one) for one in header.get("rests", "").split(" . ") if one)
    return Rule(name=name, title=header["title"], why=header["why"], text=text, reads=reads, rests=rests)


def _pattern(text: str) -> Pattern:
    """Read a pattern of three words, prefixed names among them."""
    subject, predicate, value = (one if one.startswith("?") else expand(one) for one in text.split())
    return subject, predicate, value


@dataclass(frozen=True)
class Shortcut:
    """A conclusion about the ends of a relation (`node`), and the statements about the relation that it rests on."""

    triple: Triple
    node: NamedNode
    premises: tuple[Triple, ...]


def shortcuts(store: Store, *, using: tuple[Rule, ...] | None = None) -> Iterator[Shortcut]:
    """Yield the shortcuts that hold in the default graph of a store, once for each relation of which they are ones."""
    for rule in rules() if using is None else using:
        if not rule.rests:
            continue
        conclusion = _conclusion(rule)
        found = store.query(_CONSTRUCT.sub("SELECT DISTINCT *", rule.text))
        assert isinstance(found, QuerySolutions)
        for row in found:
            premises = tuple(_filled(pattern, row) for pattern in rule.rests)
            node = premises[0].subject
            if isinstance(node, NamedNode):
                yield Shortcut(_filled(conclusion, row), node, premises)


@cache
def shortcut_properties() -> frozenset[str]:
    """Return the properties (IRIs) of conclusions that are shortcuts; those that roles name are in the vocabulary.

    >>> sorted(iri.rpartition("/")[2] for iri in shortcut_properties() if iri.startswith("https://schema.org/"))
    ['attendee', 'citation', 'organizer', 'performer']
    """
    stated = {_conclusion(rule)[1] for rule in rules() if rule.rests}
    named = {t.object.value for t in vocabulary_triples() if t.predicate.value == hn.participationProperty}  # type: ignore[union-attr]
    return frozenset(iri for iri in stated if not iri.startswith("?")) | named


@cache
def concluded() -> frozenset[str]:
    """Return the terms (IRIs) of what rules conclude, properties that roles name among them.

    >>> all(expand(one) in concluded() for one in ("org:memberOf", "schema:citation", "dct:isReplacedBy"))
    True
    """
    templates = (_TEMPLATE.search(rule.text) for rule in rules())
    terms = {expand(term) for one in templates if one for term in _TERM.findall(one[1])}
    return shortcut_properties() | terms


def _conclusion(rule: Rule) -> Pattern:
    template = _CONSTRUCT.search(rule.text)
    if template is None:
        raise ValueError(f"rule {rule.name}: a shortcut states one triple, on one line")
    return _pattern(" ".join(template.groups()))


def _filled(pattern: Pattern, row: QuerySolution) -> Triple:
    subject, predicate, value = (row[one[1:]] if one.startswith("?") else NamedNode(one) for one in pattern)
    return Triple(subject, predicate, value)


def entail(store: Store, *, using: tuple[Rule, ...] | None = None) -> list[Triple]:
    """Run the rules over the default graph of a scratch store until they add nothing, and return what they added.

    The store must hold the vocabulary beside the statements; what is entailed is written into it. The answer has no
    statement twice and none that was there before. Raises ValueError where a rule makes a blank node or never ends.
    """
    added: dict[Triple, None] = {}
    wanted = rules() if using is None else using
    pending = {rule.name for rule in wanted}
    for _ in range(MOST_ROUNDS):
        for rule in wanted:
            if rule.name not in pending:
                continue
            fresh = _new_from(rule, store)
            store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in fresh)
            added.update(dict.fromkeys(fresh))
            written = {t.predicate.value for t in fresh}
            pending.discard(rule.name)
            pending.update(r.name for r in wanted if written and (r.reads is None or written & r.reads))
        if not pending:
            return list(added)
    raise ValueError(f"the rules still add statements after {MOST_ROUNDS} rounds")


def _new_from(rule: Rule, store: Store) -> list[Triple]:
    answer = store.query(rule.text)
    if not isinstance(answer, QueryTriples):
        raise ValueError(f"rule {rule.name} is no CONSTRUCT query")
    fresh: dict[Triple, None] = {}
    for triple in answer:
        if triple in fresh or Quad(triple.subject, triple.predicate, triple.object) in store:
            continue
        if any(
            isinstance(end, BlankNode) and not _known(end, store) for end in (triple.subject, triple.object)
        ):
            raise ValueError(f"rule {rule.name} makes blank nodes; name the thing or leave it out")
        fresh[triple] = None
    return list(fresh)


def _known(node: BlankNode, store: Store) -> bool:
    """Whether the data speak of a blank node; one that a rule makes would be another one each time."""
    return any(
        True for end in ((node, None), (None, node)) for _ in store.quads_for_pattern(end[0], None, end[1])
    )
