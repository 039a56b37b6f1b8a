"""The classes and properties that a version uses, with their words and counts: what an editor of queries offers.

Counts come from the statistics of the version (`graph.statistics`), words from the vocabulary, and of terms of other
data from the labels that the graph has. The most used come first, and lists end after a number of them: `more` says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.limits import LIMITS
from graph.statistics.counts import Kind, Statistics, Totals
from graph.statistics.lifecycle import VersionStatistics, nearest
from graph.store.reader import Reader
from ontology.prefixes import PREFIXES, shrink
from ontology.vocabulary import vocabulary
from queries.languages import LANGUAGES
from queries.read.labels import Labels, read_labels


@dataclass(frozen=True)
class TermInUse:
    """A class or a property: `count` things or statements in the default graph, `in_graphs` in the named graphs.

    `label` and `definition` are by language. Of a property `classes` counts its statements by the class of their
    subjects: in the default graph, or where there are none in the named graphs; `objects` counts those of the default
    graph by the class of their objects.
    """

    iri: str
    curie: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    count: int
    in_graphs: int
    classes: Mapping[str, int] = field(default_factory=dict)
    objects: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TermsInUse:
    """What a version uses. `of_version` is the version counted, `classes_used` and `properties_used` how many there are
    in all, and `more` whether some of them, or of the classes of a property, are left out.
    """

    of_version: int
    prefixes: Mapping[str, str]
    classes: tuple[TermInUse, ...]
    properties: tuple[TermInUse, ...]
    totals: Totals
    classes_used: int
    properties_used: int
    more: bool


def statistics_of(reader: Reader) -> VersionStatistics | None:
    """Return the statistics to answer from; a reader without a version on disk has none."""
    return nearest(reader.on_disk) if reader.on_disk is not None else None


def read_terms(reader: Reader) -> TermsInUse | None:
    """Return the classes and properties in use; None where nothing has been counted yet."""
    found = statistics_of(reader)
    if found is None:
        return None
    counts = found.statistics
    classes = counts.terms(Kind.CLASS, LIMITS.terms_listed)
    properties = counts.terms(Kind.PROPERTY, LIMITS.terms_listed)
    pairs = counts.pairs(LIMITS.term_pairs_listed + 1)
    on: dict[str, dict[str, int]] = {}
    for pair in pairs[: LIMITS.term_pairs_listed]:
        on.setdefault(pair.property, {})[pair.subject_class] = pair.number or pair.in_graphs
    to: dict[str, dict[str, int]] = {}
    for one in counts.ranges(Kind.CLASS, LIMITS.term_pairs_listed):
        found_to = to.setdefault(one.property, {})
        found_to[one.object] = max(found_to.get(one.object, 0), one.number)
    labels = read_labels(reader, [one.iri for one in (*classes, *properties)])
    class_number, property_number = counts.size(Kind.CLASS), counts.size(Kind.PROPERTY)
    return TermsInUse(
        of_version=found.number,
        prefixes=dict(sorted(PREFIXES.items())),
        classes=tuple(_term(one.iri, one.number, one.in_graphs, labels) for one in classes),
        properties=tuple(
            _term(one.iri, one.number, one.in_graphs, labels, on.get(one.iri, {}), to.get(one.iri, {}))
            for one in properties
        ),
        totals=counts.totals(),
        classes_used=class_number,
        properties_used=property_number,
        more=class_number > len(classes)
        or property_number > len(properties)
        or len(pairs) > LIMITS.term_pairs_listed,
    )


def _term(
    iri: str,
    count: int,
    in_graphs: int,
    labels: Labels,
    classes: Mapping[str, int] | None = None,
    objects: Mapping[str, int] | None = None,
) -> TermInUse:
    label, definition = label_of(iri, labels), definition_of(iri)
    return TermInUse(iri, shrink(iri), label, definition, count, in_graphs, classes or {}, objects or {})


def label_of(iri: str, labels: Labels) -> dict[str, str]:
    """Return what a term or thing is called, by language."""
    known = vocabulary().terms.get(iri)
    if known is None:
        return {lang: text[: LIMITS.label_length] for lang, text in labels.of.get(iri, {}).items()}
    return {lang: vocabulary().label(iri, lang) or known.name for lang in LANGUAGES}


def definition_of(iri: str) -> dict[str, str]:
    """Return what a term of our vocabulary means, by language; empty for any other."""
    known = vocabulary().terms.get(iri)
    return dict(known.definition) if known is not None else {}


def counts_of(statistics: Statistics | None, iris: Iterable[str]) -> dict[str, int]:
    """Return how often classes and properties are used, of those that are: in the default graph, else in named ones."""
    if statistics is None:
        return {}
    return {iri: one.number or one.in_graphs for iri, one in statistics.count_of(iris).items()}
