"""Limits of what a reader looks at: pages of things, traces, drawings, search, sources."""

from dataclasses import dataclass
from typing import Final

from graph.limits.limit import Section, Unit, limit

_PAGES: Final = Section.PAGES
_TRACES: Final = Section.TRACES
_GRAPH: Final = Section.GRAPH
_SEARCH: Final = Section.SEARCH
_SOURCES: Final = Section.SOURCES


@dataclass(frozen=True, kw_only=True)
class PageLimits:
    """Limits of what a reader looks at: pages of things, traces, drawings, search, sources."""

    # Pages of things
    values_shown: int = limit(_PAGES, 10, "Values of a group that a page shows before the group is opened.")
    values_run_in: int = limit(
        _PAGES, 20, "Values of one property of a thing that its page shows before the group is opened."
    )
    references_shown: int = limit(
        _PAGES,
        20,
        "Documents, congresses and wordings that a page shows as cited before the group is opened.",
    )
    values_a_page: int = limit(_PAGES, 50, "Values on one page of a group that is opened.")
    values_sorted: int = limit(
        _PAGES,
        250,
        "Values of a group that are sorted by name or day; a longer group is in the order of IRIs.",
    )
    values_counted: int = limit(
        _PAGES,
        1000,
        "Values of a group that are read at once; a longer group is counted as “more than” this.",
    )
    value_page_number: int = limit(_PAGES, 100_000, "The highest page of a group that can be asked for.")
    labels_a_page: int = limit(_PAGES, 4000, "Things on one page whose names are looked up.")
    other_names_shown: int = limit(_PAGES, 6, "Names in other languages that the head of a page shows.")
    nested_depth: int = limit(
        _PAGES, 6, "Blank nodes, one in another, that are told where the outermost stands."
    )
    nested_nodes: int = limit(_PAGES, 400, "Blank nodes that one page tells about where they stand.")
    list_items_shown: int = limit(_PAGES, 100, "Items of a list on one page.")
    days_named: int = limit(_PAGES, 6, "Days in one statement that are named as those it is attested for.")
    evidence_line: int = limit(
        _PAGES,
        120,
        "Characters of a passage in the line beside its statement, which leads to the whole.",
        Unit.CHARACTERS,
    )
    links_counted: int = limit(
        _PAGES, 2500, "Links to a thing that are counted by property; more are only known to be there."
    )
    links_filtered: int = limit(
        _PAGES,
        2500,
        "Links to a thing by one property among which those from one kind of thing are found at once.",
    )
    links_sampled: int = limit(
        _PAGES, 200, "Links that are read to show the first few, where very many lead to a thing."
    )
    things_counted: int = limit(
        _PAGES,
        10_000,
        "Things of one kind that are counted and listed; of more it is said that there are more.",
    )
    statements_of_unknown: int = limit(
        _PAGES, 500, "Statements shown about a thing that the accepted graph does not describe."
    )
    same_number_shown: int = limit(_PAGES, 100, "Other documents of the same number that a page looks up.")
    examples_compared: int = limit(
        _PAGES, 200, "Tenures among which the first page chooses its example of a statement."
    )
    sitemap_things: int = limit(_PAGES, 50_000, "Things in the site map for search engines.")
    things_a_query: int = limit(_PAGES, 250, "Things that one query about the parts of a page asks about.")
    statement_rows: int = limit(
        _PAGES, 6000, "Statements, claims or passages that one query about the parts of a page reads."
    )
    label_rows: int = limit(
        _PAGES, 20_000, "Names, days and details that one query about the parts of a page reads."
    )
    claims_a_query: int = limit(_PAGES, 2000, "Claims that one query for a document in RDF asks about.")
    claim_rows: int = limit(
        _PAGES, 60_000, "Statements about claims that one query for a document in RDF reads."
    )
    merged_things: int = limit(
        _PAGES, 100_000, "Merged things that are known and lead to the thing they are now."
    )

    # Traces of citations
    trace_first_citations: int = limit(
        _TRACES, 100, "Citations of one relation that a trace reads as a whole before it goes by parts."
    )
    trace_part: int = limit(_TRACES, 25, "Citations of one relation in one part of a trace.")
    trace_activities: int = limit(
        _TRACES, 100, "Documents, programmes, speeches and events of one relation that a trace follows."
    )
    trace_far_part: int = limit(
        _TRACES,
        1000,
        "Citations of one relation in one part of a trace that is asked to go further, and of downloads.",
    )
    trace_far_activities: int = limit(
        _TRACES,
        2000,
        "Documents, programmes, speeches and events of one relation that a trace follows when asked to go further.",
    )
    trace_dated_activities: int = limit(
        _TRACES, 20_000, "Activities that the trace of a year follows when asked to go further."
    )
    trace_rows_a_page: int = limit(
        _TRACES, 50, "Things that are meant on one page of a trace; citations where it shows their passages."
    )
    trace_columns: int = limit(
        _TRACES, 3, "Reports that are columns of their own; of more, each wording names its report."
    )
    trace_words: int = limit(
        _TRACES, 8, "Wordings that one cell of a trace shows; the rest are counted and linked."
    )
    trace_citers: int = limit(
        _TRACES, 6, "Things that cite in the same words that one row of a trace names; the rest are counted."
    )
    trace_near_documents: int = limit(
        _TRACES, 12, "Documents that a trace names since they rest on a cited one, or bear its number."
    )
    trace_page_number: int = limit(
        _TRACES, 10_000, "The highest page or part of a trace that can be asked for."
    )
    trace_speaker_rows: int = limit(
        _TRACES, 5000, "Posts and appearances of speakers that one query of a trace reads."
    )
    chain_starts: int = limit(
        _TRACES, 200, "Cited documents from which a trace follows what they rest on and what rests on them."
    )
    chain_depth: int = limit(_TRACES, 8, "Steps from one document to the next that a chain follows.")
    chain_links: int = limit(_TRACES, 50, "Links of a chain that are shown in each direction.")
    chain_rows: int = limit(_TRACES, 500, "Links that one step of a chain reads.")
    succession_steps: int = limit(
        _TRACES,
        12,
        "Changes in a row, each of what the one before it made, that are followed for a place or body.",
    )
    trace_starts_shown: int = limit(_TRACES, 10, "Entries of each list on the page where traces begin.")
    trace_starts_listed: int = limit(
        _TRACES, 1000, "Entries of a list that is opened on the page where traces begin."
    )
    trace_starts_found: int = limit(_TRACES, 40, "Things found by the search on the page where traces begin.")
    trace_starts_counted: int = limit(
        _TRACES, 1000, "Citations among which the page where traces begin counts those of each thing."
    )
    trace_starts_rows: int = limit(_TRACES, 6000, "Counts that the page where traces begin reads.")
    citing_bodies: int = limit(_TRACES, 2000, "Citing organisations that the page where traces begin reads.")
    first_citations_drawn: int = limit(_TRACES, 40, "Documents drawn on the page of first citations.")
    first_citations_shown: int = limit(
        _TRACES, 500, "Documents in each table on the page of first citations."
    )
    first_citations_counted: int = limit(_TRACES, 5000, "Citations that the page of first citations reads.")
    issue_dates_read: int = limit(
        _TRACES, 5000, "Days of issue that one query of the page of first citations reads."
    )
    matrix_counted: int = limit(_TRACES, 1000, "Citations that the page of the matrix counts.")
    matrix_exported: int = limit(_TRACES, 20_000, "Citations that a download of the matrix holds.")
    matrix_rows_read: int = limit(_TRACES, 40_000, "Pairs of citation and document that the matrix reads.")
    matrix_columns: int = limit(
        _TRACES, 60, "Columns that the page of the matrix shows, the most cited documents first."
    )
    matrix_rows: int = limit(
        _TRACES, 200, "Rows that the page of the matrix shows, those that cite most first."
    )

    # Neighbourhoods and drawings
    neighbours_of_property: int = limit(
        _GRAPH, 24, "Links by one property that a neighbourhood shows of one thing."
    )
    neighbourhood_links: int = limit(_GRAPH, 240, "Links that a neighbourhood shows in all.")
    neighbourhood_things: int = limit(_GRAPH, 12, "Things whose neighbourhoods one drawing shows together.")
    iri_length: int = limit(_GRAPH, 2000, "Length of an IRI that can be asked for.", Unit.CHARACTERS)
    drawn_things: int = limit(_GRAPH, 24, "Documents in the drawing of a trace; its table has them all.")
    drawn_citers: int = limit(
        _GRAPH, 4, "Things that cite in the drawing of a trace; its table has them all."
    )
    drawn_ties: int = limit(_GRAPH, 80, "Ties in the drawing of a neighbourhood without script.")
    drawn_spans: int = limit(_GRAPH, 100, "Lines in the timeline of an answer; its table has them all.")
    drawn_links: int = limit(_GRAPH, 200, "Links in the graph of an answer; its table has them all.")
    links_read: int = limit(
        _GRAPH,
        20_000,
        "Links in an answer that are counted for its graph; of more it is said that there are more.",
    )
    drawn_bars: int = limit(_GRAPH, 60, "Categories in the chart of an answer; its table has them all.")
    drawn_series: int = limit(_GRAPH, 6, "Groups in the chart of an answer; its table has them all.")
    geometry_length: int = limit(
        _GRAPH, 20_000, "Length of a geometry by which a place on the map is told.", Unit.CHARACTERS
    )
    drawn_points: int = limit(_GRAPH, 1000, "Points on the map of an answer; its table has them all.")
    map_things: int = limit(_GRAPH, 20_000, "Events, organisations or citations that the map counts.")
    map_things_named: int = limit(_GRAPH, 6, "Things of one province that the table of the map names.")

    # Search
    search_length: int = limit(_SEARCH, 200, "Length of what is searched for.", Unit.CHARACTERS)
    search_words: int = limit(_SEARCH, 12, "Words of a search that count.")
    word_length: int = limit(
        _SEARCH, 64, "Letters of a word that count, in names and in searches.", Unit.CHARACTERS
    )
    label_length: int = limit(_SEARCH, 2000, "Length of a name that can be found.", Unit.CHARACTERS)
    search_found: int = limit(_SEARCH, 1000, "Things that one search finds.")
    search_enough: int = limit(
        _SEARCH,
        5,
        "A search that finds fewer things looks for beginnings of words and forgives typing errors.",
    )
    search_names_of_thing: int = limit(
        _SEARCH, 3, "Names of one thing that are read for each thing that a search may find."
    )
    search_without_marks: int = limit(
        _SEARCH, 400, "Names without accents that a search with accents looks through."
    )
    similar_words: int = limit(_SEARCH, 16, "Similar words that are tried for a word with a typing error.")
    search_rows_a_page: int = limit(_SEARCH, 40, "Things on one page of a search.")
    browse_rows_a_page: int = limit(_SEARCH, 100, "Things on one page of the list of a kind.")
    search_page_number: int = limit(_SEARCH, 1000, "The highest page of a search that can be asked for.")
    suggestions: int = limit(_SEARCH, 8, "Suggestions while one types.")
    search_offered: int = limit(_SEARCH, 4, "Other searches that are offered where one finds nothing.")
    passages_beside_names: int = limit(
        _SEARCH, 5, "Passages of the texts that a search shows below the few names that it found."
    )
    classed_things: int = limit(
        _SEARCH, 100_000, "Things among which the classes of other data that a search offers are looked for."
    )
    classes_listed: int = limit(_SEARCH, 1000, "Classes of other data that a search knows lists of.")
    facets_counted: int = limit(_SEARCH, 500, "Things found that are counted for the filters.")
    facet_rows: int = limit(
        _SEARCH, 5000, "Days, places, languages and statuses of things found that are read."
    )
    facet_values_listed: int = limit(_SEARCH, 12, "Choices that a filter of a search lists.")
    trace_facet_values_listed: int = limit(
        _SEARCH, 10, "Choices that a filter of a trace lists before it is opened."
    )
    facet_years: int = limit(
        _SEARCH, 30, "Years of a period that a filter counts one by one; of a longer one its ends."
    )
    facet_value_length: int = limit(_SEARCH, 300, "Length of a filter's value.", Unit.CHARACTERS)

    # Sources and passages
    claims_counted: int = limit(_SOURCES, 10_000, "Claims of one source that the list of sources counts.")
    all_claims_counted: int = limit(_SOURCES, 100_000, "Claims of all sources that the first page counts.")
    sources_with_text: int = limit(_SOURCES, 100_000, "Sources whose texts are searched.")
    parallel_sources: int = limit(
        _SOURCES, 8, "Other reports of the same event or the same text that the reader of a source offers."
    )
    reader_part_length: int = limit(
        _SOURCES, 12_000, "Length of the part of a text that one page of its reader holds.", Unit.CHARACTERS
    )
    unplaced_claims: int = limit(
        _SOURCES, 200, "Claims without a place in the text that one page of a source's statements lists."
    )
    reader_passages: int = limit(
        _SOURCES, 60_000, "Passages of a source that its reader knows; there may be more."
    )
    passages_found: int = limit(_SOURCES, 200, "Passages that a search in the texts finds.")
    passage_index_seconds: float = limit(
        _SOURCES, 2.0, "Time that one search takes to read texts that are new.", Unit.SECONDS
    )
    passage_length: int = limit(
        _SOURCES,
        1200,
        "Length of a paragraph that is found as a whole; a longer one is cut between words.",
        Unit.CHARACTERS,
    )
    snippet_context: int = limit(
        _SOURCES, 220, "Text shown before and after the words that a search found.", Unit.CHARACTERS
    )
    quote_context: int = limit(_SOURCES, 140, "Text shown before and after a passage.", Unit.CHARACTERS)
    printed_length: int = limit(
        _SOURCES,
        200,
        "Length of a printed form that is kept; of a longer passage the hash is kept.",
        Unit.CHARACTERS,
    )
