"""Small stores of reports on one thing, of which some name documents: for tests of the finding of the first page."""

from dataclasses import dataclass

from pyoxigraph import RdfFormat, Store

from graph.store.reader import MemoryReader
from ontology.iris import BASE, mint
from ontology.prefixes import PREFIXES


@dataclass(frozen=True)
class Report:
    """A report: its language and publisher (empty: not said), the documents that it names, and how it was read.

    `vague`: its words also cite something that is no one document; `proposed`: a citation of it waits for review.
    """

    slug: str
    language: str = ""
    publisher: str = ""
    names: tuple[str, ...] = ()
    whole: bool = True
    vague: bool = False
    proposed: bool = False
    published: str = "2024-04-02"


def reader_of(*reports: Report, citing: str = "programme/made") -> MemoryReader:
    """Return a reader of a store in which these reports tell of one thing."""
    store = Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load(f"{prefixes}{''.join(_trig(one, citing) for one in reports)}".encode(), format=RdfFormat.TRIG)
    return MemoryReader(store)


def _trig(report: Report, citing: str) -> str:
    thing, source = f"<{BASE}id/{citing}>", f"<{mint('source', report.slug)}>"
    lines = [
        f"{thing} a {'hn:Programme' if 'programme/' in citing else 'schema:Event'} ; prov:wasDerivedFrom {source} .",
        f'{thing} skos:prefLabel "The thing"@en .',
        f'{source} a hn:Source ; skos:prefLabel "Report {report.slug}"@en ; schema:datePublished "{report.published}".',
    ]
    if report.language:
        lines.append(f'{source} schema:inLanguage "{report.language}" .')
    if report.publisher:
        lines.append(f'{source} schema:publisher "{report.publisher}" .')
    if report.whole:
        run = f"<{mint('run', 'read-' + report.slug)}>"
        lines.append(
            f"{run} hn:lookedFor hn:Citation ; hn:extent <{BASE}concept/extent/whole> ; prov:used {source} ."
        )
    for number, document in enumerate((*report.names, *(("",) if report.vague else ()))):
        lines += _citation(report, thing, number, document)
    if report.proposed:
        lines += _claim(report, mint("citation", f"{report.slug}-proposed"), "hn:citing", thing, "proposed")
    return "\n".join(lines) + "\n"


def _citation(report: Report, thing: str, number: int, document: str) -> list[str]:
    citation = mint("citation", f"{report.slug}-{number}")
    passage = mint("passage", f"{report.slug}-{100 * number}-{100 * number + 9}")
    lines = [
        f'<{citation}> a hn:Citation ; hn:citing {thing} ; hn:wording "words {number}"@en ; oa:hasTarget <{passage}> .'
    ]
    lines += _claim(report, citation, "hn:citing", thing, "explicit")
    if document:
        lines.append(f"<{citation}> hn:cited <{mint('document', document)}> .")
        lines += _claim(report, citation, "hn:cited", f"<{mint('document', document)}>", "explicit")
    return lines


def _claim(report: Report, subject: str, predicate: str, value: str, status: str) -> list[str]:
    claim = mint("claim", f"{subject.rpartition('/')[2]}-{predicate[3:]}")
    return [
        f"GRAPH <{BASE}graph/source/{report.slug}> {{ <{claim}> a hn:Claim ; rdf:subject <{subject}> ;"
        f" rdf:predicate {predicate} ; rdf:object {value} ; hn:status <{BASE}concept/status/{status}> . }}"
    ]
