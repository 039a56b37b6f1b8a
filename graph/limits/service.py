"""Limits of what a client asks: queries of the catalogue, requests, the SPARQL service."""

from dataclasses import dataclass
from typing import Final

from graph.limits.limit import KB, MB, Section, Unit, limit

_CATALOGUE: Final = Section.CATALOGUE
_REQUESTS: Final = Section.REQUESTS
_SPARQL: Final = Section.SPARQL
_ENDPOINT: Final = Section.ENDPOINT


@dataclass(frozen=True, kw_only=True)
class ServiceLimits:
    """Limits of what a client asks: queries of the catalogue, requests, the SPARQL service."""

    # Queries and versions
    result_rows_shown: int = limit(
        _CATALOGUE, 1000, "Rows of an answer that a page shows; downloads have them all."
    )
    answer_rows_a_page: int = limit(
        _CATALOGUE, 100, "Rows of a SPARQL answer on one page; a script fetches the others where it runs."
    )
    answer_rows_kept: int = limit(
        _CATALOGUE, 2_000_000, "Rows of a SPARQL answer that the script keeps; downloads have all rows."
    )
    answer_pages: int = limit(
        _CATALOGUE, 100, "Pages that a SPARQL answer has without a script; downloads have all rows."
    )
    evidence_solutions: int = limit(
        _CATALOGUE, 200, "Ways in which a row of an answer comes about that are looked at for its evidence."
    )
    evidence_statements: int = limit(
        _CATALOGUE, 60, "Statements behind a row of an answer that are shown with their claims."
    )
    evidence_claims: int = limit(
        _CATALOGUE, 20, "Claims of one statement behind a row of an answer that are shown."
    )
    evidence_path_reads: int = limit(
        _CATALOGUE, 300, "Nodes from which a path between two things is followed to show its statements."
    )
    evidence_path_links: int = limit(
        _CATALOGUE, 500, "Links of one node that are looked at where a path is followed."
    )
    evidence_seconds: float = limit(
        _CATALOGUE,
        10.0,
        "Time in which the statements behind a row of an answer are looked for.",
        Unit.SECONDS,
    )
    label_rows_looked_at: int = limit(
        _CATALOGUE, 1000, "First rows of a download in which columns of IRIs are looked for, to add labels."
    )
    labels_held: int = limit(
        _CATALOGUE, 20_000, "Labels that are held while rows are written; others are looked up again."
    )
    view_rows_sampled: int = limit(
        _CATALOGUE, 2000, "Rows of an answer by which it is told what its columns hold."
    )
    view_rows_read: int = limit(
        _CATALOGUE, 20_000, "Rows of an answer of which a timeline, graph, chart or map is drawn."
    )
    view_bytes_read: int = limit(
        _CATALOGUE, 16_000_000, "Size of an answer of which one is drawn.", Unit.BYTES
    )
    query_in_address: int = limit(
        _CATALOGUE,
        8000,
        "Length of a query that links of the SPARQL page have in their addresses.",
        Unit.CHARACTERS,
    )
    view_length: int = limit(
        _CATALOGUE, 400, "Length of what a query says of the view of its answer.", Unit.CHARACTERS
    )
    result_bytes_shown: int = limit(
        _CATALOGUE,
        4_000_000,
        "Size of a SPARQL answer that is shown as a page; a larger one is for download.",
        Unit.BYTES,
    )
    parameter_choices: int = limit(
        _CATALOGUE, 300, "Things that a query's form offers to choose from; with more, it takes text."
    )
    parameter_things: int = limit(
        _CATALOGUE, 50_000, "Things that are known as possible values of a parameter."
    )
    question_length: int = limit(
        _CATALOGUE, 400, "Length of a question in plain language that is read.", Unit.CHARACTERS
    )
    question_words: int = limit(_CATALOGUE, 80, "Words of a question in plain language that are read.")
    answer_passages: int = limit(
        _CATALOGUE, 6, "Passages that are shown behind the answer to a question in plain language."
    )
    bodies_of_kind: int = limit(
        _CATALOGUE, 5000, "Bodies and posts among which one is found that a question names by its kind."
    )
    described_things: int = limit(
        _CATALOGUE, 200, "Events, programmes, speeches or sources compared with the words of a question."
    )
    link_bytes: int = limit(_CATALOGUE, 100_000, "Size of a query that gets a short link.", Unit.BYTES)
    links: int = limit(_CATALOGUE, 100_000, "Short links to queries that a store keeps.")
    links_bytes: int = limit(
        _CATALOGUE, 512 * MB, "Size of all queries together that short links lead to.", Unit.BYTES
    )
    links_of_client: int = limit(
        _CATALOGUE, 30, "Short links that one client asks one web process for before it is told to wait."
    )
    links_seconds: int = limit(
        _CATALOGUE, 60, "Time over which the short links that a client asks for are counted.", Unit.SECONDS
    )
    library_queries: int = limit(
        _CATALOGUE, 500, "Queries that curators can add to the catalogue of a store."
    )
    citation_rows: int = limit(
        _CATALOGUE, 50, "Rows that came, and as many that went, that the page of a citation shows."
    )
    citation_things: int = limit(
        _CATALOGUE, 40, "Things in changed rows whose claims the page of a citation compares."
    )
    citation_things_compared: int = limit(
        _CATALOGUE, 10, "Things whose statements are compared where no claim of theirs came or went."
    )
    citation_claims: int = limit(
        _CATALOGUE, 60, "Claims that came or went that the page of a citation lists."
    )
    versions_listed: int = limit(_CATALOGUE, 100, "Versions that the list and the feed of versions hold.")
    changes_shown: int = limit(_CATALOGUE, 500, "Changed statements of one thing that are shown.")

    # Requests
    connections: int = limit(_REQUESTS, 4000, "Connections that one web process holds open.")
    connections_of_client: int = limit(
        _REQUESTS, 1000, "Connections of one client that one web process keeps; the newest of more are ended."
    )
    request_head_bytes: int = limit(
        _REQUESTS,
        128 * KB,
        "Size of a request without its body: its address and its header fields.",
        Unit.BYTES,
    )
    header_bytes: int = limit(_REQUESTS, 64 * KB, "Size of the header fields of a request.", Unit.BYTES)
    held_bytes: int = limit(
        _REQUESTS,
        512 * MB,
        "Size of bodies, waiting queries and answers not taken that one web process holds of clients without a token.",
        Unit.BYTES,
    )
    held_bytes_of_client: int = limit(
        _REQUESTS,
        256 * MB,
        "Size of bodies, waiting queries and answers not taken that it holds of one of them.",
        Unit.BYTES,
    )
    held_bytes_with_token: int = limit(
        _REQUESTS,
        1024 * MB,
        "Size of bodies, waiting updates and answers not taken that it holds of clients with a token.",
        Unit.BYTES,
    )
    head_seconds: int = limit(
        _REQUESTS, 30, "Time for the address and the header fields of a request to arrive.", Unit.SECONDS
    )
    body_seconds: float = limit(_REQUESTS, 60.0, "Time for the body of a request to arrive.", Unit.SECONDS)
    refused_body_seconds: float = limit(
        _REQUESTS,
        10.0,
        "Time for which a body that was refused is read on, or its client would not see the answer.",
        Unit.SECONDS,
    )
    stalled_seconds: float = limit(
        _REQUESTS, 30.0, "Time after which a client that takes none of its answer is given up.", Unit.SECONDS
    )
    wrong_tokens_of_address: int = limit(
        _REQUESTS, 20, "Wrong tokens that one address sends before it is told to wait."
    )
    wrong_tokens: int = limit(
        _REQUESTS, 1000, "Wrong tokens from all addresses together before their senders are told to wait."
    )
    wrong_tokens_seconds: int = limit(
        _REQUESTS, 60, "Time over which wrong tokens are counted.", Unit.SECONDS
    )
    counted_clients: int = limit(
        _REQUESTS,
        10_000,
        "Addresses whose wrong tokens or links one web process counts; the oldest is forgotten.",
    )
    page_seconds: float = limit(
        _REQUESTS, 30.0, "Time in which a page or document reads what it shows.", Unit.SECONDS
    )
    negotiated_elements: int = limit(
        _REQUESTS, 100, "Elements of Accept, Accept-Encoding or Accept-Language that count, from the first."
    )
    waiting_requests: int = limit(_REQUESTS, 4000, "Requests of one web process that wait to be begun.")
    waiting_requests_of_client: int = limit(
        _REQUESTS, 2000, "Requests of one client that wait to be begun in one web process."
    )
    waiting_pages: int = limit(_REQUESTS, 500, "Pages of one web process that wait to be rendered.")
    http10_answer_bytes: int = limit(
        _REQUESTS, 8 * MB, "Size of an answer to HTTP/1.0 whose length is not known before.", Unit.BYTES
    )

    # An endpoint in the store's place
    endpoint_seconds: float = limit(
        _ENDPOINT,
        30.0,
        "Time in which an endpoint must have answered one query, the whole of it.",
        Unit.SECONDS,
    )
    endpoint_answer_bytes: int = limit(
        _ENDPOINT, 64 * MB, "Size of the answer to one query of a page.", Unit.BYTES
    )
    endpoint_nodes: int = limit(
        _ENDPOINT, 10_000, "Blank nodes of an endpoint that are known by the queries that gave them."
    )
    endpoint_connections: int = limit(
        _ENDPOINT, 16, "Connections that one process has to the endpoint at once."
    )

    # SPARQL service
    query_request_bytes: int = limit(_SPARQL, 16 * MB, "Size of a request with a query.", Unit.BYTES)
    update_request_bytes: int = limit(
        _SPARQL,
        256 * MB,
        "Size of a request with an update or a graph, also when it is unpacked.",
        Unit.BYTES,
    )
    query_explained: int = limit(
        _SPARQL,
        100_000,
        "Length of the beginning of a query in which a fault is looked for, to say in words what was expected.",
        Unit.CHARACTERS,
    )
    query_checked: int = limit(
        _SPARQL,
        20_000,
        "Length of a query that is checked while it is typed; a longer one is checked when it is run.",
        Unit.CHARACTERS,
    )
    query_terms_checked: int = limit(
        _SPARQL, 30, "Terms of one query of which a page says whether the graph uses them."
    )
    terms_listed: int = limit(
        _SPARQL,
        1000,
        "Classes, and properties, that an editor of queries is told of: those that are used most.",
    )
    term_pairs_listed: int = limit(
        _SPARQL,
        20_000,
        "Pairs of a class and a property of its things that an editor of queries is told of, and VoID lists.",
    )
    examples_shown: int = limit(
        _SPARQL, 8, "Queries of the catalogue that stand beside the editor before all of them are opened."
    )
    model_classes: int = limit(_SPARQL, 200, "Classes that the sketch of the model beside the editor shows.")
    model_properties: int = limit(_SPARQL, 12, "Properties of one class that the sketch of the model shows.")
    model_things: int = limit(
        _SPARQL, 3, "Things of one class that the sketch of the model gives as examples."
    )
    partitions_described: int = limit(
        _SPARQL,
        10_000,
        "Partitions of the data that the service description lists; with more it has the counts of the whole alone.",
    )
    names_asked: int = limit(_SPARQL, 100, "IRIs whose names are asked for at once.")
    protocol_parameters: int = limit(_SPARQL, 10_000, "Parameters of one request.")
    formats_named: int = limit(
        _SPARQL, 32, "Formats that a request may name; which of further ones fits is not looked at."
    )
    columns_ordered: int = limit(
        _SPARQL,
        500_000,
        "Length of a query up to which SELECT * has its columns in the order of the text, and not of the alphabet.",
        Unit.CHARACTERS,
    )
    longest_timeout: float = limit(
        _SPARQL, 3600.0, "Longest time limit that a request can set.", Unit.SECONDS
    )
    graphs_described: int = limit(_SPARQL, 1000, "Managed graphs that the service description names.")
    waiting_queries: int = limit(_SPARQL, 512, "Queries of one web process that wait for their turn.")
    waiting_queries_of_client: int = limit(
        _SPARQL, 256, "Queries of one client that wait for their turn in one web process."
    )
    waiting_updates: int = limit(_SPARQL, 1000, "Updates of one web process that wait for their turn.")
    update_wait_seconds: float = limit(
        _SPARQL, 20.0, "Time that an update waits for another writer.", Unit.SECONDS
    )
    query_stack_bytes: int = limit(
        _SPARQL, 64 * MB, "Stack of one query; one that is nested too deeply for it is refused.", Unit.BYTES
    )
    query_id_length: int = limit(
        _SPARQL, 64, "Length of the id that a client gives its query.", Unit.CHARACTERS
    )
