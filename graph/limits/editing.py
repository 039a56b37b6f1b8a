"""Limits of what changes the data: review and loading."""

from dataclasses import dataclass
from typing import Final

from graph.limits.limit import MB, Section, Unit, limit

_REVIEW: Final = Section.REVIEW
_LOADING: Final = Section.LOADING


@dataclass(frozen=True, kw_only=True)
class EditingLimits:
    """Limits of what changes the data: review and loading."""

    # Review
    review_things: int = limit(_REVIEW, 40, "Things of the review queue that are listed at once.")
    review_claims: int = limit(_REVIEW, 60, "Proposed claims of one thing that are offered at once.")
    review_about: int = limit(_REVIEW, 2, "Claims or things that are named for each of the latest decisions.")
    homonyms: int = limit(
        _REVIEW, 10, "Other people of the same name that are proposed to be one with a person."
    )
    review_latest: int = limit(_REVIEW, 12, "Latest decisions that the review page lists.")
    review_log: int = limit(_REVIEW, 100, "Latest decisions that the command line lists.")
    review_matches: int = limit(_REVIEW, 6, "Things of a similar name that are offered for merging.")
    review_value_length: int = limit(_REVIEW, 400, "Length of a field of the review form.", Unit.CHARACTERS)
    chosen_words_length: int = limit(
        _REVIEW, 2000, "Length of the words that a curator can choose in a text.", Unit.CHARACTERS
    )
    word_matches: int = limit(_REVIEW, 50, "Places of typed words in a text among which one is chosen.")
    review_reason_length: int = limit(_REVIEW, 2000, "Length of the reason for a decision.", Unit.CHARACTERS)
    review_conflicts: int = limit(_REVIEW, 10, "Conflicts that the review page lists at once.")
    review_divided: int = limit(
        _REVIEW, 300, "Claims of one thing that are offered to be found about another."
    )
    review_changes: int = limit(
        _REVIEW, 40, "Statements gained, and as many lost, that are listed before an act is published."
    )
    review_findings: int = limit(
        _REVIEW, 8, "Findings that are named where a decision would leave the graph wrong."
    )
    decision_wait_seconds: float = limit(
        _REVIEW, 5.0, "Time that a decision waits for another writer.", Unit.SECONDS
    )
    decision_sources: int = limit(
        _REVIEW,
        200,
        "Sources up to which a decision on a name has articles read anew at once, else at the next load.",
    )
    review_context: int = limit(
        _REVIEW, 160, "Text shown before and after a passage in the terminal.", Unit.CHARACTERS
    )

    # Loading
    article_bytes: int = limit(_LOADING, 20_000_000, "Size of an article's file that is read.", Unit.BYTES)
    article_length: int = limit(
        _LOADING, 1_000_000, "Length of an article's text that is read.", Unit.CHARACTERS
    )
    articles_packed_bytes: int = limit(
        _LOADING,
        64 * MB,
        "Size of a file of many articles: a zip, a feed, the JSON of a scraper.",
        Unit.BYTES,
    )
    articles_unpacked_bytes: int = limit(
        _LOADING,
        256 * MB,
        "Size of what a zip of articles or a packed document holds, zips within it included.",
        Unit.BYTES,
    )
    articles_nesting: int = limit(_LOADING, 3, "Levels to which zips and messages of articles may be nested.")
    store_wait_seconds: float = limit(
        _LOADING, 60.0, "Time that a command waits for another process that writes.", Unit.SECONDS
    )
    article_seconds: float = limit(_LOADING, 120.0, "Time that reading one article may take.", Unit.SECONDS)
    model_seconds: float = limit(
        _LOADING,
        120.0,
        "Time that one answer of a language model may take, from first to last.",
        Unit.SECONDS,
    )
    model_connect_seconds: float = limit(
        _LOADING, 10.0, "Time in which a language model's address must be reached.", Unit.SECONDS
    )
    model_tries: int = limit(
        _LOADING, 3, "Times that a language model is asked about one text while it is away or overloaded."
    )
    model_pause_seconds: float = limit(
        _LOADING,
        1.0,
        "Pause before a language model is asked again; it doubles each time.",
        Unit.SECONDS,
    )
    model_longest_pause_seconds: float = limit(
        _LOADING, 60.0, "Longest pause before a language model is asked again.", Unit.SECONDS
    )
    model_failures: int = limit(
        _LOADING, 3, "Texts in a row without a usable answer after which a language model is asked no more."
    )
    model_calls: int = limit(_LOADING, 4, "Texts that a language model is asked about at once.")
    model_answer_bytes: int = limit(_LOADING, 1 * MB, "Size of one answer of a language model.", Unit.BYTES)
    model_text_length: int = limit(
        _LOADING,
        12_000,
        "Length of the part of a text that a language model is asked about at once.",
        Unit.CHARACTERS,
    )
    model_parts: int = limit(
        _LOADING, 20, "Parts of one text that a language model is asked about; the rest is left to the rules."
    )
    model_records: int = limit(_LOADING, 300, "Records of one answer of a language model that are looked at.")
    model_quote_length: int = limit(
        _LOADING,
        600,
        "Length of a passage that a language model may quote for one record.",
        Unit.CHARACTERS,
    )
    table_bytes: int = limit(
        _LOADING, 500_000_000, "Size of a table that is read, of a workbook when it is unpacked.", Unit.BYTES
    )
    zip_members: int = limit(_LOADING, 10_000, "Files in one zip that are read.")
    unpacked_ratio: int = limit(
        _LOADING, 250, "Times its packed size that a file of RDF may have when it is unpacked."
    )
    unpacked_free_bytes: int = limit(
        _LOADING, 64 * MB, "Size up to which a file of RDF is unpacked whatever its packed size.", Unit.BYTES
    )
    rdf_nesting: int = limit(
        _LOADING, 500, "Levels to which blank nodes, lists and elements of RDF may be nested."
    )
    rdf_literal_bytes: int = limit(
        _LOADING, 4 * MB, "Size of one value or IRI in RDF, written as in N-Triples.", Unit.BYTES
    )
    json_bytes: int = limit(_LOADING, 256 * MB, "Size of a file of JSON-LD when it is unpacked.", Unit.BYTES)
    json_nesting: int = limit(_LOADING, 100, "Levels to which objects and lists of JSON-LD may be nested.")
    unpacking_memory_bytes: int = limit(
        _LOADING, 256 * MB, "Memory that a file packed by xz may ask for to be unpacked.", Unit.BYTES
    )
    xml_head_bytes: int = limit(
        _LOADING, 16 * MB, "Size of what stands before the first element of an XML file.", Unit.BYTES
    )
    entity_length: int = limit(
        _LOADING, 10_000, "Length of an XML entity, what is in it written out.", Unit.CHARACTERS
    )
    entities: int = limit(_LOADING, 1000, "Entities that an XML file declares.")
    entity_ratio: int = limit(
        _LOADING, 20, "Times its size that an XML file may have with entities written out."
    )
    faulty_bytes: int = limit(
        _LOADING,
        256 * MB,
        "Size of a file of Turtle, TriG or RDF/XML in which every fault is looked for, not the first alone.",
        Unit.BYTES,
    )
    faulty_body_bytes: int = limit(
        _LOADING,
        4 * MB,
        "Size of RDF in a request in which every fault is looked for, not the first alone.",
        Unit.BYTES,
    )
    faults_shown: int = limit(
        _LOADING, 20, "Faults of a file of RDF that a load names; the rest are counted."
    )
    change_followed: int = limit(
        _LOADING, 100_000, "Quads up to which a change is followed, so that it costs what it changes."
    )
    file_graph: int = limit(_LOADING, 20_000, "Statements up to which a file has a graph that can be asked.")
    problems_shown: int = limit(_LOADING, 50, "Problems of tables that a load names; the rest are counted.")
    dataset_loss: float = limit(
        _LOADING, 0.1, "Share of a dataset's claims that a load may take away without --replace."
    )
