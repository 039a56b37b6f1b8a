"""Every number that cuts an answer, in one table: what is shown, read, counted, accepted and waited for.

A module takes its numbers from `LIMITS`. A `.rq` file writes a number, so that it runs in any tool, and names its limit
in a comment on the same line (`LIMIT 1001 # values_counted + 1`); a test compares the two. `huunghi settings` and
`/about` print the table, so each help text is one sentence that a reader understands. What an operator may change is in
`web/settings.py`. Numbers that only tune speed stay beside the code that they tune.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, TypeVar

_Number = TypeVar("_Number", int, float)

KB: Final = 1 << 10
MB: Final = 1 << 20


class Section(StrEnum):
    """What a limit belongs to; the value is its heading."""

    PAGES = "Pages of things"
    TRACES = "Traces of citations"
    GRAPH = "Neighbourhoods and drawings"
    SEARCH = "Search"
    SOURCES = "Sources and passages"
    CATALOGUE = "Queries and versions"
    REVIEW = "Review"
    REQUESTS = "Requests"
    SPARQL = "SPARQL service"
    LOADING = "Loading"


class Unit(StrEnum):
    """What is counted, where the help text does not say it."""

    COUNT = ""
    BYTES = "bytes"
    MEGABYTES = "MB"
    SECONDS = "seconds"
    CHARACTERS = "characters"


@dataclass(frozen=True)
class Limit:
    """One line of the table. `value` is a whole number but for seconds."""

    name: str
    value: int | float
    unit: Unit
    section: Section
    help: str


def _limit(section: Section, value: _Number, help_: str, unit: Unit = Unit.COUNT) -> _Number:
    metadata = {"section": section, "help": help_, "unit": unit}
    made: Any = field(default=value, metadata=metadata)
    return made  # type: ignore[no-any-return]


_PAGES, _TRACES, _GRAPH = Section.PAGES, Section.TRACES, Section.GRAPH
_SEARCH, _SOURCES, _CATALOGUE = Section.SEARCH, Section.SOURCES, Section.CATALOGUE
_REVIEW, _REQUESTS, _SPARQL, _LOADING = Section.REVIEW, Section.REQUESTS, Section.SPARQL, Section.LOADING


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits by name; `table` gives them with their help."""

    # Pages of things
    values_shown: int = _limit(_PAGES, 10, "Values of a group that a page shows before the group is opened.")
    values_run_in: int = _limit(
        _PAGES, 20, "Values of one property of a thing that its page shows before the group is opened."
    )
    references_shown: int = _limit(
        _PAGES,
        20,
        "Documents, congresses and wordings that a page shows as cited before the group is opened.",
    )
    values_a_page: int = _limit(_PAGES, 50, "Values on one page of a group that is opened.")
    values_sorted: int = _limit(
        _PAGES,
        250,
        "Values of a group that are sorted by name or day; a longer group is in the order of IRIs.",
    )
    values_counted: int = _limit(
        _PAGES,
        1000,
        "Values of a group that are read at once; a longer group is counted as “more than” this.",
    )
    value_page_number: int = _limit(_PAGES, 100_000, "The highest page of a group that can be asked for.")
    labels_a_page: int = _limit(_PAGES, 4000, "Things on one page whose names are looked up.")
    other_names_shown: int = _limit(_PAGES, 6, "Names in other languages that the head of a page shows.")
    nested_depth: int = _limit(
        _PAGES, 6, "Blank nodes, one in another, that are told where the outermost stands."
    )
    nested_nodes: int = _limit(_PAGES, 400, "Blank nodes that one page tells about where they stand.")
    list_items_shown: int = _limit(_PAGES, 100, "Items of a list on one page.")
    days_named: int = _limit(_PAGES, 6, "Days in one statement that are named as those it is attested for.")
    evidence_line: int = _limit(
        _PAGES,
        120,
        "Characters of a passage in the line beside its statement, which leads to the whole.",
        Unit.CHARACTERS,
    )
    links_counted: int = _limit(
        _PAGES, 2500, "Links to a thing that are counted by property; more are only known to be there."
    )
    links_filtered: int = _limit(
        _PAGES,
        2500,
        "Links to a thing by one property among which those from one kind of thing are found at once.",
    )
    links_sampled: int = _limit(
        _PAGES, 200, "Links that are read to show the first few, where very many lead to a thing."
    )
    things_counted: int = _limit(
        _PAGES,
        10_000,
        "Things of one kind that are counted and listed; of more it is said that there are more.",
    )
    statements_of_unknown: int = _limit(
        _PAGES, 500, "Statements shown about a thing that the accepted graph does not describe."
    )
    same_number_shown: int = _limit(_PAGES, 100, "Other documents of the same number that a page looks up.")
    examples_compared: int = _limit(
        _PAGES, 200, "Tenures among which the first page chooses its example of a statement."
    )
    sitemap_things: int = _limit(_PAGES, 50_000, "Things in the site map for search engines.")
    things_a_query: int = _limit(_PAGES, 250, "Things that one query about the parts of a page asks about.")
    statement_rows: int = _limit(
        _PAGES, 6000, "Statements, claims or passages that one query about the parts of a page reads."
    )
    label_rows: int = _limit(
        _PAGES, 20_000, "Names, days and details that one query about the parts of a page reads."
    )
    claims_a_query: int = _limit(_PAGES, 2000, "Claims that one query for a document in RDF asks about.")
    claim_rows: int = _limit(
        _PAGES, 60_000, "Statements about claims that one query for a document in RDF reads."
    )
    merged_things: int = _limit(
        _PAGES, 100_000, "Merged things that are known and lead to the thing they are now."
    )

    # Traces of citations
    trace_first_citations: int = _limit(
        _TRACES, 100, "Citations of one relation that a trace reads as a whole before it goes by parts."
    )
    trace_part: int = _limit(_TRACES, 25, "Citations of one relation in one part of a trace.")
    trace_activities: int = _limit(
        _TRACES, 100, "Documents, programmes, speeches and events of one relation that a trace follows."
    )
    trace_far_part: int = _limit(
        _TRACES,
        1000,
        "Citations of one relation in one part of a trace that is asked to go further, and of downloads.",
    )
    trace_far_activities: int = _limit(
        _TRACES,
        2000,
        "Documents, programmes, speeches and events of one relation that a trace follows when asked to go further.",
    )
    trace_dated_activities: int = _limit(
        _TRACES, 20_000, "Activities that the trace of a year follows when asked to go further."
    )
    trace_rows_a_page: int = _limit(
        _TRACES, 50, "Things that are meant on one page of a trace; citations where it shows their passages."
    )
    trace_columns: int = _limit(
        _TRACES, 3, "Reports that are columns of their own; of more, each wording names its report."
    )
    trace_words: int = _limit(
        _TRACES, 8, "Wordings that one cell of a trace shows; the rest are counted and linked."
    )
    trace_citers: int = _limit(
        _TRACES, 6, "Things that cite in the same words that one row of a trace names; the rest are counted."
    )
    trace_near_documents: int = _limit(
        _TRACES, 12, "Documents that a trace names since they rest on a cited one, or bear its number."
    )
    trace_page_number: int = _limit(
        _TRACES, 10_000, "The highest page or part of a trace that can be asked for."
    )
    trace_speaker_rows: int = _limit(
        _TRACES, 5000, "Posts and appearances of speakers that one query of a trace reads."
    )
    chain_starts: int = _limit(
        _TRACES, 200, "Cited documents from which a trace follows what they rest on and what rests on them."
    )
    chain_depth: int = _limit(_TRACES, 8, "Steps from one document to the next that a chain follows.")
    chain_links: int = _limit(_TRACES, 50, "Links of a chain that are shown in each direction.")
    chain_rows: int = _limit(_TRACES, 500, "Links that one step of a chain reads.")
    succession_steps: int = _limit(
        _TRACES,
        12,
        "Changes in a row, each of what the one before it made, that are followed for a place or body.",
    )
    trace_starts_shown: int = _limit(_TRACES, 10, "Entries of each list on the page where traces begin.")
    trace_starts_listed: int = _limit(
        _TRACES, 1000, "Entries of a list that is opened on the page where traces begin."
    )
    trace_starts_found: int = _limit(
        _TRACES, 40, "Things found by the search on the page where traces begin."
    )
    trace_starts_counted: int = _limit(
        _TRACES, 1000, "Citations among which the page where traces begin counts those of each thing."
    )
    trace_starts_rows: int = _limit(_TRACES, 6000, "Counts that the page where traces begin reads.")
    citing_bodies: int = _limit(_TRACES, 2000, "Citing organisations that the page where traces begin reads.")
    first_citations_drawn: int = _limit(_TRACES, 40, "Documents drawn on the page of first citations.")
    first_citations_shown: int = _limit(
        _TRACES, 500, "Documents in each table on the page of first citations."
    )
    first_citations_counted: int = _limit(_TRACES, 5000, "Citations that the page of first citations reads.")
    issue_dates_read: int = _limit(
        _TRACES, 5000, "Days of issue that one query of the page of first citations reads."
    )
    matrix_counted: int = _limit(_TRACES, 1000, "Citations that the page of the matrix counts.")
    matrix_exported: int = _limit(_TRACES, 20_000, "Citations that a download of the matrix holds.")
    matrix_rows_read: int = _limit(_TRACES, 40_000, "Pairs of citation and document that the matrix reads.")
    matrix_columns: int = _limit(
        _TRACES, 60, "Columns that the page of the matrix shows, the most cited documents first."
    )
    matrix_rows: int = _limit(
        _TRACES, 200, "Rows that the page of the matrix shows, those that cite most first."
    )

    # Neighbourhoods and drawings
    neighbours_of_property: int = _limit(
        _GRAPH, 24, "Links by one property that a neighbourhood shows of one thing."
    )
    neighbourhood_links: int = _limit(_GRAPH, 240, "Links that a neighbourhood shows in all.")
    neighbourhood_things: int = _limit(_GRAPH, 12, "Things whose neighbourhoods one drawing shows together.")
    iri_length: int = _limit(_GRAPH, 2000, "Length of an IRI that can be asked for.", Unit.CHARACTERS)
    drawn_things: int = _limit(_GRAPH, 24, "Documents in the drawing of a trace; its table has them all.")
    drawn_citers: int = _limit(
        _GRAPH, 4, "Things that cite in the drawing of a trace; its table has them all."
    )
    drawn_ties: int = _limit(_GRAPH, 80, "Ties in the drawing of a neighbourhood without script.")
    drawn_spans: int = _limit(_GRAPH, 100, "Lines in the timeline of an answer; its table has them all.")
    drawn_links: int = _limit(_GRAPH, 200, "Links in the graph of an answer; its table has them all.")
    links_read: int = _limit(
        _GRAPH,
        20_000,
        "Links in an answer that are counted for its graph; of more it is said that there are more.",
    )
    drawn_bars: int = _limit(_GRAPH, 60, "Categories in the chart of an answer; its table has them all.")
    drawn_series: int = _limit(_GRAPH, 6, "Groups in the chart of an answer; its table has them all.")
    geometry_length: int = _limit(
        _GRAPH, 20_000, "Length of a geometry by which a place on the map is told.", Unit.CHARACTERS
    )
    drawn_points: int = _limit(_GRAPH, 1000, "Points on the map of an answer; its table has them all.")
    map_things: int = _limit(_GRAPH, 20_000, "Events, organisations or citations that the map counts.")
    map_things_named: int = _limit(_GRAPH, 6, "Things of one province that the table of the map names.")

    # Search
    search_length: int = _limit(_SEARCH, 200, "Length of what is searched for.", Unit.CHARACTERS)
    search_words: int = _limit(_SEARCH, 12, "Words of a search that count.")
    word_length: int = _limit(
        _SEARCH, 64, "Letters of a word that count, in names and in searches.", Unit.CHARACTERS
    )
    label_length: int = _limit(_SEARCH, 2000, "Length of a name that can be found.", Unit.CHARACTERS)
    search_found: int = _limit(_SEARCH, 1000, "Things that one search finds.")
    search_enough: int = _limit(
        _SEARCH,
        5,
        "A search that finds fewer things looks for beginnings of words and forgives typing errors.",
    )
    search_names_of_thing: int = _limit(
        _SEARCH, 3, "Names of one thing that are read for each thing that a search may find."
    )
    search_without_marks: int = _limit(
        _SEARCH, 400, "Names without accents that a search with accents looks through."
    )
    similar_words: int = _limit(_SEARCH, 16, "Similar words that are tried for a word with a typing error.")
    search_rows_a_page: int = _limit(_SEARCH, 40, "Things on one page of a search.")
    browse_rows_a_page: int = _limit(_SEARCH, 100, "Things on one page of the list of a kind.")
    search_page_number: int = _limit(_SEARCH, 1000, "The highest page of a search that can be asked for.")
    suggestions: int = _limit(_SEARCH, 8, "Suggestions while one types.")
    search_offered: int = _limit(_SEARCH, 4, "Other searches that are offered where one finds nothing.")
    passages_beside_names: int = _limit(
        _SEARCH, 5, "Passages of the texts that a search shows below the few names that it found."
    )
    classed_things: int = _limit(
        _SEARCH, 100_000, "Things among which the classes of other data that a search offers are looked for."
    )
    classes_listed: int = _limit(_SEARCH, 1000, "Classes of other data that a search knows lists of.")
    facets_counted: int = _limit(_SEARCH, 500, "Things found that are counted for the filters.")
    facet_rows: int = _limit(
        _SEARCH, 5000, "Days, places, languages and statuses of things found that are read."
    )
    facet_values_listed: int = _limit(_SEARCH, 12, "Choices that a filter of a search lists.")
    trace_facet_values_listed: int = _limit(
        _SEARCH, 10, "Choices that a filter of a trace lists before it is opened."
    )
    facet_years: int = _limit(
        _SEARCH, 30, "Years of a period that a filter counts one by one; of a longer one its ends."
    )
    facet_value_length: int = _limit(_SEARCH, 300, "Length of a filter's value.", Unit.CHARACTERS)

    # Sources and passages
    claims_counted: int = _limit(_SOURCES, 10_000, "Claims of one source that the list of sources counts.")
    all_claims_counted: int = _limit(_SOURCES, 100_000, "Claims of all sources that the first page counts.")
    sources_with_text: int = _limit(_SOURCES, 100_000, "Sources whose texts are searched.")
    parallel_sources: int = _limit(
        _SOURCES, 8, "Other reports of the same event or the same text that the reader of a source offers."
    )
    reader_part_length: int = _limit(
        _SOURCES, 12_000, "Length of the part of a text that one page of its reader holds.", Unit.CHARACTERS
    )
    unplaced_claims: int = _limit(
        _SOURCES, 200, "Claims without a place in the text that one page of a source's statements lists."
    )
    reader_passages: int = _limit(
        _SOURCES, 60_000, "Passages of a source that its reader knows; there may be more."
    )
    passages_found: int = _limit(_SOURCES, 200, "Passages that a search in the texts finds.")
    passage_index_seconds: float = _limit(
        _SOURCES, 2.0, "Time that one search takes to read texts that are new.", Unit.SECONDS
    )
    passage_length: int = _limit(
        _SOURCES,
        1200,
        "Length of a paragraph that is found as a whole; a longer one is cut between words.",
        Unit.CHARACTERS,
    )
    snippet_context: int = _limit(
        _SOURCES, 220, "Text shown before and after the words that a search found.", Unit.CHARACTERS
    )
    quote_context: int = _limit(_SOURCES, 140, "Text shown before and after a passage.", Unit.CHARACTERS)
    printed_length: int = _limit(
        _SOURCES,
        200,
        "Length of a printed form that is kept; of a longer passage the hash is kept.",
        Unit.CHARACTERS,
    )

    # Queries and versions
    result_rows_shown: int = _limit(
        _CATALOGUE, 1000, "Rows of an answer that a page shows; downloads have them all."
    )
    answer_rows_a_page: int = _limit(
        _CATALOGUE, 100, "Rows of a SPARQL answer on one page; a script fetches the others where it runs."
    )
    answer_rows_kept: int = _limit(
        _CATALOGUE, 2_000_000, "Rows of a SPARQL answer that the script keeps; downloads have all rows."
    )
    answer_pages: int = _limit(
        _CATALOGUE, 100, "Pages that a SPARQL answer has without a script; downloads have all rows."
    )
    evidence_solutions: int = _limit(
        _CATALOGUE, 200, "Ways in which a row of an answer comes about that are looked at for its evidence."
    )
    evidence_statements: int = _limit(
        _CATALOGUE, 60, "Statements behind a row of an answer that are shown with their claims."
    )
    evidence_claims: int = _limit(
        _CATALOGUE, 20, "Claims of one statement behind a row of an answer that are shown."
    )
    evidence_path_reads: int = _limit(
        _CATALOGUE, 300, "Nodes from which a path between two things is followed to show its statements."
    )
    evidence_path_links: int = _limit(
        _CATALOGUE, 500, "Links of one node that are looked at where a path is followed."
    )
    evidence_seconds: float = _limit(
        _CATALOGUE,
        10.0,
        "Time in which the statements behind a row of an answer are looked for.",
        Unit.SECONDS,
    )
    label_rows_looked_at: int = _limit(
        _CATALOGUE, 1000, "First rows of a download in which columns of IRIs are looked for, to add labels."
    )
    labels_held: int = _limit(
        _CATALOGUE, 20_000, "Labels that are held while rows are written; others are looked up again."
    )
    view_rows_sampled: int = _limit(
        _CATALOGUE, 2000, "Rows of an answer by which it is told what its columns hold."
    )
    view_rows_read: int = _limit(
        _CATALOGUE, 20_000, "Rows of an answer of which a timeline, graph, chart or map is drawn."
    )
    view_bytes_read: int = _limit(
        _CATALOGUE, 16_000_000, "Size of an answer of which one is drawn.", Unit.BYTES
    )
    query_in_address: int = _limit(
        _CATALOGUE,
        8000,
        "Length of a query that links of the SPARQL page have in their addresses.",
        Unit.CHARACTERS,
    )
    view_length: int = _limit(
        _CATALOGUE, 400, "Length of what a query says of the view of its answer.", Unit.CHARACTERS
    )
    result_bytes_shown: int = _limit(
        _CATALOGUE,
        4_000_000,
        "Size of a SPARQL answer that is shown as a page; a larger one is for download.",
        Unit.BYTES,
    )
    parameter_choices: int = _limit(
        _CATALOGUE, 300, "Things that a query's form offers to choose from; with more, it takes text."
    )
    parameter_things: int = _limit(
        _CATALOGUE, 50_000, "Things that are known as possible values of a parameter."
    )
    question_length: int = _limit(
        _CATALOGUE, 400, "Length of a question in plain language that is read.", Unit.CHARACTERS
    )
    question_words: int = _limit(_CATALOGUE, 80, "Words of a question in plain language that are read.")
    answer_passages: int = _limit(
        _CATALOGUE, 6, "Passages that are shown behind the answer to a question in plain language."
    )
    bodies_of_kind: int = _limit(
        _CATALOGUE, 5000, "Bodies and posts among which one is found that a question names by its kind."
    )
    described_things: int = _limit(
        _CATALOGUE, 200, "Events, programmes, speeches or sources compared with the words of a question."
    )
    link_bytes: int = _limit(_CATALOGUE, 100_000, "Size of a query that gets a short link.", Unit.BYTES)
    links: int = _limit(_CATALOGUE, 100_000, "Short links to queries that a store keeps.")
    links_bytes: int = _limit(
        _CATALOGUE, 512 * MB, "Size of all queries together that short links lead to.", Unit.BYTES
    )
    links_of_client: int = _limit(
        _CATALOGUE, 30, "Short links that one client asks one web process for before it is told to wait."
    )
    links_seconds: int = _limit(
        _CATALOGUE, 60, "Time over which the short links that a client asks for are counted.", Unit.SECONDS
    )
    library_queries: int = _limit(
        _CATALOGUE, 500, "Queries that curators can add to the catalogue of a store."
    )
    citation_rows: int = _limit(
        _CATALOGUE, 50, "Rows that came, and as many that went, that the page of a citation shows."
    )
    citation_things: int = _limit(
        _CATALOGUE, 40, "Things in changed rows whose claims the page of a citation compares."
    )
    citation_things_compared: int = _limit(
        _CATALOGUE, 10, "Things whose statements are compared where no claim of theirs came or went."
    )
    citation_claims: int = _limit(
        _CATALOGUE, 60, "Claims that came or went that the page of a citation lists."
    )
    versions_listed: int = _limit(_CATALOGUE, 100, "Versions that the list and the feed of versions hold.")
    changes_shown: int = _limit(_CATALOGUE, 500, "Changed statements of one thing that are shown.")

    # Review
    review_things: int = _limit(_REVIEW, 40, "Things of the review queue that are listed at once.")
    review_claims: int = _limit(_REVIEW, 60, "Proposed claims of one thing that are offered at once.")
    review_about: int = _limit(
        _REVIEW, 2, "Claims or things that are named for each of the latest decisions."
    )
    homonyms: int = _limit(
        _REVIEW, 10, "Other people of the same name that are proposed to be one with a person."
    )
    review_latest: int = _limit(_REVIEW, 12, "Latest decisions that the review page lists.")
    review_log: int = _limit(_REVIEW, 100, "Latest decisions that the command line lists.")
    review_matches: int = _limit(_REVIEW, 6, "Things of a similar name that are offered for merging.")
    review_value_length: int = _limit(_REVIEW, 400, "Length of a field of the review form.", Unit.CHARACTERS)
    chosen_words_length: int = _limit(
        _REVIEW, 2000, "Length of the words that a curator can choose in a text.", Unit.CHARACTERS
    )
    word_matches: int = _limit(_REVIEW, 50, "Places of typed words in a text among which one is chosen.")
    review_reason_length: int = _limit(_REVIEW, 2000, "Length of the reason for a decision.", Unit.CHARACTERS)
    review_conflicts: int = _limit(_REVIEW, 10, "Conflicts that the review page lists at once.")
    review_divided: int = _limit(
        _REVIEW, 300, "Claims of one thing that are offered to be found about another."
    )
    review_changes: int = _limit(
        _REVIEW, 40, "Statements gained, and as many lost, that are listed before an act is published."
    )
    review_findings: int = _limit(
        _REVIEW, 8, "Findings that are named where a decision would leave the graph wrong."
    )
    decision_wait_seconds: float = _limit(
        _REVIEW, 5.0, "Time that a decision waits for another writer.", Unit.SECONDS
    )
    decision_sources: int = _limit(
        _REVIEW,
        200,
        "Sources up to which a decision on a name has articles read anew at once, else at the next load.",
    )
    review_context: int = _limit(
        _REVIEW, 160, "Text shown before and after a passage in the terminal.", Unit.CHARACTERS
    )

    # Requests
    connections: int = _limit(_REQUESTS, 4000, "Connections that one web process holds open.")
    connections_of_client: int = _limit(
        _REQUESTS, 1000, "Connections of one client that one web process keeps; the newest of more are ended."
    )
    request_head_bytes: int = _limit(
        _REQUESTS,
        128 * KB,
        "Size of a request without its body: its address and its header fields.",
        Unit.BYTES,
    )
    header_bytes: int = _limit(_REQUESTS, 64 * KB, "Size of the header fields of a request.", Unit.BYTES)
    held_bytes: int = _limit(
        _REQUESTS,
        512 * MB,
        "Size of bodies, waiting queries and answers not taken that one web process holds of clients without a token.",
        Unit.BYTES,
    )
    held_bytes_of_client: int = _limit(
        _REQUESTS,
        256 * MB,
        "Size of bodies, waiting queries and answers not taken that it holds of one of them.",
        Unit.BYTES,
    )
    held_bytes_with_token: int = _limit(
        _REQUESTS,
        1024 * MB,
        "Size of bodies, waiting updates and answers not taken that it holds of clients with a token.",
        Unit.BYTES,
    )
    head_seconds: int = _limit(
        _REQUESTS, 30, "Time for the address and the header fields of a request to arrive.", Unit.SECONDS
    )
    body_seconds: float = _limit(_REQUESTS, 60.0, "Time for the body of a request to arrive.", Unit.SECONDS)
    refused_body_seconds: float = _limit(
        _REQUESTS,
        10.0,
        "Time for which a body that was refused is read on, or its client would not see the answer.",
        Unit.SECONDS,
    )
    stalled_seconds: float = _limit(
        _REQUESTS, 30.0, "Time after which a client that takes none of its answer is given up.", Unit.SECONDS
    )
    wrong_tokens_of_address: int = _limit(
        _REQUESTS, 20, "Wrong tokens that one address sends before it is told to wait."
    )
    wrong_tokens: int = _limit(
        _REQUESTS, 1000, "Wrong tokens from all addresses together before their senders are told to wait."
    )
    wrong_tokens_seconds: int = _limit(
        _REQUESTS, 60, "Time over which wrong tokens are counted.", Unit.SECONDS
    )
    counted_clients: int = _limit(
        _REQUESTS,
        10_000,
        "Addresses whose wrong tokens or links one web process counts; the oldest is forgotten.",
    )
    page_seconds: float = _limit(
        _REQUESTS, 30.0, "Time in which a page or document reads what it shows.", Unit.SECONDS
    )
    negotiated_elements: int = _limit(
        _REQUESTS, 100, "Elements of Accept, Accept-Encoding or Accept-Language that count, from the first."
    )
    waiting_requests: int = _limit(_REQUESTS, 4000, "Requests of one web process that wait to be begun.")
    waiting_requests_of_client: int = _limit(
        _REQUESTS, 2000, "Requests of one client that wait to be begun in one web process."
    )
    waiting_pages: int = _limit(_REQUESTS, 500, "Pages of one web process that wait to be rendered.")
    http10_answer_bytes: int = _limit(
        _REQUESTS, 8 * MB, "Size of an answer to HTTP/1.0 whose length is not known before.", Unit.BYTES
    )

    # SPARQL service
    query_request_bytes: int = _limit(_SPARQL, 16 * MB, "Size of a request with a query.", Unit.BYTES)
    update_request_bytes: int = _limit(
        _SPARQL,
        256 * MB,
        "Size of a request with an update or a graph, also when it is unpacked.",
        Unit.BYTES,
    )
    query_explained: int = _limit(
        _SPARQL,
        100_000,
        "Length of the beginning of a query in which a fault is looked for, to say in words what was expected.",
        Unit.CHARACTERS,
    )
    query_checked: int = _limit(
        _SPARQL,
        20_000,
        "Length of a query that is checked while it is typed; a longer one is checked when it is run.",
        Unit.CHARACTERS,
    )
    query_terms_checked: int = _limit(
        _SPARQL, 30, "Terms of one query of which a page says whether the graph uses them."
    )
    terms_listed: int = _limit(
        _SPARQL,
        1000,
        "Classes, and properties, that an editor of queries is told of: those that are used most.",
    )
    term_pairs_listed: int = _limit(
        _SPARQL,
        20_000,
        "Pairs of a class and a property of its things that an editor of queries is told of, and VoID lists.",
    )
    examples_shown: int = _limit(
        _SPARQL, 8, "Queries of the catalogue that stand beside the editor before all of them are opened."
    )
    model_classes: int = _limit(_SPARQL, 200, "Classes that the sketch of the model beside the editor shows.")
    model_properties: int = _limit(_SPARQL, 12, "Properties of one class that the sketch of the model shows.")
    model_things: int = _limit(
        _SPARQL, 3, "Things of one class that the sketch of the model gives as examples."
    )
    partitions_described: int = _limit(
        _SPARQL,
        10_000,
        "Partitions of the data that the service description lists; with more it has the counts of the whole alone.",
    )
    names_asked: int = _limit(_SPARQL, 100, "IRIs whose names are asked for at once.")
    protocol_parameters: int = _limit(_SPARQL, 10_000, "Parameters of one request.")
    formats_named: int = _limit(
        _SPARQL, 32, "Formats that a request may name; which of further ones fits is not looked at."
    )
    columns_ordered: int = _limit(
        _SPARQL,
        500_000,
        "Length of a query up to which SELECT * has its columns in the order of the text, and not of the alphabet.",
        Unit.CHARACTERS,
    )
    longest_timeout: float = _limit(
        _SPARQL, 3600.0, "Longest time limit that a request can set.", Unit.SECONDS
    )
    graphs_described: int = _limit(_SPARQL, 1000, "Managed graphs that the service description names.")
    waiting_queries: int = _limit(_SPARQL, 512, "Queries of one web process that wait for their turn.")
    waiting_queries_of_client: int = _limit(
        _SPARQL, 256, "Queries of one client that wait for their turn in one web process."
    )
    waiting_updates: int = _limit(_SPARQL, 1000, "Updates of one web process that wait for their turn.")
    update_wait_seconds: float = _limit(
        _SPARQL, 20.0, "Time that an update waits for another writer.", Unit.SECONDS
    )
    query_stack_bytes: int = _limit(
        _SPARQL, 64 * MB, "Stack of one query; one that is nested too deeply for it is refused.", Unit.BYTES
    )
    query_id_length: int = _limit(
        _SPARQL, 64, "Length of the id that a client gives its query.", Unit.CHARACTERS
    )

    # Loading
    article_bytes: int = _limit(_LOADING, 20_000_000, "Size of an article's file that is read.", Unit.BYTES)
    article_length: int = _limit(
        _LOADING, 1_000_000, "Length of an article's text that is read.", Unit.CHARACTERS
    )
    articles_packed_bytes: int = _limit(
        _LOADING,
        64 * MB,
        "Size of a file of many articles: a zip, a feed, the JSON of a scraper.",
        Unit.BYTES,
    )
    articles_unpacked_bytes: int = _limit(
        _LOADING,
        256 * MB,
        "Size of what a zip of articles or a packed document holds, zips within it included.",
        Unit.BYTES,
    )
    articles_nesting: int = _limit(
        _LOADING, 3, "Levels to which zips and messages of articles may be nested."
    )
    store_wait_seconds: float = _limit(
        _LOADING, 60.0, "Time that a command waits for another process that writes.", Unit.SECONDS
    )
    article_seconds: float = _limit(_LOADING, 120.0, "Time that reading one article may take.", Unit.SECONDS)
    model_seconds: float = _limit(
        _LOADING,
        120.0,
        "Time that one answer of a language model may take, from first to last.",
        Unit.SECONDS,
    )
    model_connect_seconds: float = _limit(
        _LOADING, 10.0, "Time in which a language model's address must be reached.", Unit.SECONDS
    )
    model_tries: int = _limit(
        _LOADING, 3, "Times that a language model is asked about one text while it is away or overloaded."
    )
    model_pause_seconds: float = _limit(
        _LOADING,
        1.0,
        "Pause before a language model is asked again; it doubles each time.",
        Unit.SECONDS,
    )
    model_longest_pause_seconds: float = _limit(
        _LOADING, 60.0, "Longest pause before a language model is asked again.", Unit.SECONDS
    )
    model_failures: int = _limit(
        _LOADING, 3, "Texts in a row without a usable answer after which a language model is asked no more."
    )
    model_calls: int = _limit(_LOADING, 4, "Texts that a language model is asked about at once.")
    model_answer_bytes: int = _limit(_LOADING, 1 * MB, "Size of one answer of a language model.", Unit.BYTES)
    model_text_length: int = _limit(
        _LOADING,
        12_000,
        "Length of the part of a text that a language model is asked about at once.",
        Unit.CHARACTERS,
    )
    model_parts: int = _limit(
        _LOADING, 20, "Parts of one text that a language model is asked about; the rest is left to the rules."
    )
    model_records: int = _limit(
        _LOADING, 300, "Records of one answer of a language model that are looked at."
    )
    model_quote_length: int = _limit(
        _LOADING,
        600,
        "Length of a passage that a language model may quote for one record.",
        Unit.CHARACTERS,
    )
    table_bytes: int = _limit(
        _LOADING, 500_000_000, "Size of a table that is read, of a workbook when it is unpacked.", Unit.BYTES
    )
    zip_members: int = _limit(_LOADING, 10_000, "Files in one zip that are read.")
    unpacked_ratio: int = _limit(
        _LOADING, 250, "Times its packed size that a file of RDF may have when it is unpacked."
    )
    unpacked_free_bytes: int = _limit(
        _LOADING, 64 * MB, "Size up to which a file of RDF is unpacked whatever its packed size.", Unit.BYTES
    )
    rdf_nesting: int = _limit(
        _LOADING, 500, "Levels to which blank nodes, lists and elements of RDF may be nested."
    )
    rdf_literal_bytes: int = _limit(
        _LOADING, 4 * MB, "Size of one value or IRI in RDF, written as in N-Triples.", Unit.BYTES
    )
    json_bytes: int = _limit(_LOADING, 256 * MB, "Size of a file of JSON-LD when it is unpacked.", Unit.BYTES)
    json_nesting: int = _limit(_LOADING, 100, "Levels to which objects and lists of JSON-LD may be nested.")
    unpacking_memory_bytes: int = _limit(
        _LOADING, 256 * MB, "Memory that a file packed by xz may ask for to be unpacked.", Unit.BYTES
    )
    xml_head_bytes: int = _limit(
        _LOADING, 16 * MB, "Size of what stands before the first element of an XML file.", Unit.BYTES
    )
    entity_length: int = _limit(
        _LOADING, 10_000, "Length of an XML entity, what is in it written out.", Unit.CHARACTERS
    )
    entities: int = _limit(_LOADING, 1000, "Entities that an XML file declares.")
    entity_ratio: int = _limit(
        _LOADING, 20, "Times its size that an XML file may have with entities written out."
    )
    faulty_bytes: int = _limit(
        _LOADING,
        256 * MB,
        "Size of a file of Turtle, TriG or RDF/XML in which every fault is looked for, not the first alone.",
        Unit.BYTES,
    )
    faulty_body_bytes: int = _limit(
        _LOADING,
        4 * MB,
        "Size of RDF in a request in which every fault is looked for, not the first alone.",
        Unit.BYTES,
    )
    faults_shown: int = _limit(
        _LOADING, 20, "Faults of a file of RDF that a load names; the rest are counted."
    )
    file_graph: int = _limit(_LOADING, 20_000, "Statements up to which a file has a graph that can be asked.")
    problems_shown: int = _limit(_LOADING, 50, "Problems of tables that a load names; the rest are counted.")
    dataset_loss: float = _limit(
        _LOADING, 0.1, "Share of a dataset's claims that a load may take away without --replace."
    )


LIMITS: Final = Limits()


def table() -> tuple[Limit, ...]:
    """Return every limit with its unit, section and help, in the order in which they are shown."""
    return tuple(_lines(LIMITS))


def _lines(limits: Limits) -> Iterator[Limit]:
    for one in fields(limits):
        data = one.metadata
        yield Limit(one.name, getattr(limits, one.name), data["unit"], data["section"], data["help"])
