"""Traces of citations: of a document, a programme, a body, a person, some years; views, addresses, exports."""

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from graph.limits import LIMITS
from graph.store.versions import VersionStore
from ontology.iris import ID, mint
from ontology.prefixes import expand
from tests.conftest import ROOT
from tests.web.conftest import Inside, pages_of

EVENT = "/trace/event/cluster-1-signing-2024-04"
PROGRAMME = "/trace/programme/cluster-1-2024"
UNION = "/trace/organisation/nghe-an-union"
TRACES = [
    "/trace/document/12-ct-tw-2022-01-05",
    EVENT,
    PROGRAMME,
    UNION,
    "/trace/organisation/vufo",
    "/trace/organisation/cpv-secretariat",
    "/trace/person/nguyen-ngoc-hung",
    "/trace/term/nghe-an-union-6",
    "/trace/congress/cpv-13",
    "/trace?from=2024&to=2025",
]
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def text_of(page: str) -> str:
    """The words of a page, without tags."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))
    return " ".join(plain.replace("\u2011", "-").replace("\u00a0", " ").split())


def exported(inside: Inside, address: str, suffix: str, **more: str) -> str:
    """A trace in a format for machines."""
    path, _, query = address.partition("?")
    asked = "&".join(part for part in (query, *(f"{k}={v}" for k, v in more.items())) if part)
    answer = inside.get(f"{path}.{suffix}" + (f"?{asked}" if asked else ""))
    assert answer.status_code == 200, answer.text
    return answer.text


def rows_of(inside: Inside, address: str, **more: str) -> list[dict[str, str]]:
    """The rows of a trace, as CSV has them."""
    return list(csv.DictReader(io.StringIO(exported(inside, address, "csv", **more))))


def short(iri: str) -> str:
    return iri.removeprefix(ID)


@pytest.mark.parametrize("address", TRACES)
def test_every_trace_has_all_its_views_and_formats_which_agree(inside: Inside, address: str) -> None:
    mark = "&" if "?" in address else "?"
    citations = {(row["citation"], row["citing"]) for row in rows_of(inside, address)}
    assert citations
    as_json = json.loads(exported(inside, address, "json"))
    assert {(c["citation"], c["citing"]) for c in as_json["citations"]} == citations
    graph = ElementTree.fromstring(exported(inside, address, "graphml"))  # noqa: S314 - our own
    assert {edge.get("source") for edge in graph.iter(GRAPHML + "edge")} <= {
        node.get("id") for node in graph.iter(GRAPHML + "node")
    }
    words = {row["citation"] for row in rows_of(inside, address)}
    places = {
        f"{row['source'].rpartition('/')[2]}.html?place={row['start']}-{row['end']}#w-{row['start']}-{row['end']}"
        for row in rows_of(inside, address)
    }
    table = inside.get(address).text
    assert set(re.findall(r'<a href="/id/source/([^"]+place=[^"]+)"', table)) == places
    passages = inside.get(f"{address}{mark}view=passages").text
    assert passages.count('class="statement"') == len(words)
    assert passages.count('class="note"') >= 1


def cells_of(page: str) -> list[str]:
    """The words in the cells of a trace."""
    return re.findall(r'<td[^>]*class="words">(.*?)</td>', page, re.DOTALL)


@pytest.mark.parametrize("address", TRACES)
def test_no_wording_stands_twice_on_a_trace(inside: Inside, address: str) -> None:
    """An event and the programme signed at it cite in the same words: they stand once."""
    words = Counter(
        text_of(f"<main>{one}") for cell in cells_of(inside.get(address).text) for one in cell.split("<p")[1:]
    )
    assert words
    assert [one for one, count in words.items() if count > 1] == []


@pytest.mark.parametrize(
    ("address", "lang", "lead"),
    [
        (
            PROGRAMME,
            "en",
            "It cites three documents, which only the Russian report names, and eight more things by words that "
            "name no one document.",
        ),
        (
            PROGRAMME,
            "vi",
            "Trích dẫn ba văn bản mà chỉ bài báo tiếng Nga nêu tên, và tám mục khác bằng câu chữ không chỉ rõ văn "
            "bản nào.",
        ),
        (
            EVENT,
            "en",
            "This event and two programmes cite three documents, which only the Russian report names, and eight "
            "more things by words that name no one document.",
        ),
        (
            "/trace/document/12-ct-tw-2022-01-05",
            "en",
            "Cited by two programmes and one event, first on 1 April 2024, 2.2 years after it was issued. In all "
            "reports, four more wordings may mean it.",
        ),
        ("/trace/document/36-nq-tw-2004-03-26", "en", "No source says that anything cites it."),
        (
            UNION,
            "en",
            "Two programmes, one event and one speech in which it has a part cite three documents and one programme, "
            "and nine more things by words that name no one document.",
        ),
        (
            "/trace/organisation/cpv-secretariat",
            "en",
            "Two documents that it issued are cited by two programmes and one event.",
        ),
        (
            "/trace/person/nguyen-ngoc-hung",
            "en",
            "Two speeches by this person cite no document by name, but three things by words that name no one "
            "document.",
        ),
        (
            "/trace/term/nghe-an-union-6",
            "en",
            "One programme for this time cites one programme, and two more things by words that name no one document.",
        ),
        ("/trace/congress/cpv-13", "en", "Two programmes and one event name it, and no document of it."),
        (
            "/trace?from=2025&to=2025",
            "en",
            "One speech of 2025 cites no document by name, but two things by words that name no one document.",
        ),
        ("/trace?from=1990&to=1991", "en", "No source says that anything is cited in these years."),
        (
            "/trace/programme/cluster-1-commitments-2024",
            "en",
            "No report names a document that it cites; two were read whole.",
        ),
        (
            "/trace/programme/nghe-an-coordination-regulation-2021-2026",
            "en",
            "Cited by one programme, first on 17 September 2024.",
        ),
    ],
)
def test_a_trace_begins_with_its_answer_in_one_sentence(
    inside: Inside, address: str, lang: str, lead: str
) -> None:
    page = inside.get(f"{address}{'&' if '?' in address else '?'}lang={lang}").text
    assert html.unescape(page.partition('<h1 class="large">')[2].partition("</h1>")[0]) == lead


@pytest.mark.parametrize("suffix", ["csv", "json", "graphml"])
def test_the_command_line_prints_what_the_page_gives_for_download(
    inside: Inside, five_reports_root: VersionStore, suffix: str
) -> None:
    command = [sys.executable, "-m", "huunghi", "--store", str(five_reports_root.root), "trace"]
    printed = subprocess.run(
        [*command, PROGRAMME.removeprefix("/trace/"), "--format", suffix],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert printed.stdout == inside.get(f"{PROGRAMME}.{suffix}").content


def test_a_speakers_words_are_traced_to_the_body_they_hold_a_post_in(inside: Inside) -> None:
    rows = rows_of(inside, "/trace/organisation/vufo")
    assert {short(row["speaker"]) for row in rows} == {"person/nguyen-ngoc-hung"}
    assert {row["by"] for row in rows} == {"held a post"}
    assert "the Party's instructions" in " ".join(row["wording"] for row in rows)
    said = text_of(inside.get("/trace/organisation/vufo").text)
    assert "spoken by Nguyen Ngoc Hung, who held a post in it on that day" in said


def test_explicit_and_inferred_stand_apart_each_with_its_passage(inside: Inside) -> None:
    said = text_of(inside.get(UNION).text)
    assert "said: Signing of the 2024 programme" in said.replace("● ", "")
    assert "inferred: Programme of Cluster 1 to coordinate" in said.replace("≈ ", "")
    for row in rows_of(inside, UNION):
        assert row["source"].startswith(ID)
        assert int(row["start"]) < int(row["end"])
        assert bool(row["reason"]) >= (row["status"] == "inferred")


def test_each_report_is_a_column_and_a_cell_its_words_or_its_silence(inside: Inside) -> None:
    """The programme of April 2024: three numbered documents in Russian, none in English, which was read whole."""
    page = inside.get(PROGRAMME).text
    heads = [text_of(f"<main{one}").lstrip("> ") for one in re.findall(r'<th scope="col"(>.*?)</th>', page)]
    assert heads[1:3] == [
        "Báo Nghệ An , English date not known; names none",
        "Báo Nghệ An , Russian date not known; names three documents",
    ]
    row = next(one for one in page.split("<tr>") if 'scope="row"' in one and "Directive 12\u2011CT/TW" in one)
    english, russian = re.findall(r"<td.*?</td>", row, re.DOTALL)
    assert "read, not named" in english
    assert 'href="/id/source/nghe-an-2024-04-ru.html?place=3014-3089#w-3014-3089"' in russian
    assert "№ 12\u2011CT/TW" in russian


def test_a_choice_narrows_the_page_and_its_formats_alike(inside: Inside) -> None:
    whole = rows_of(inside, UNION)
    page = inside.get(UNION).text
    assert "Filter (20)" in page
    for name, value, wanted in [
        ("kind", "full", lambda row: row["kind"].endswith("/full")),
        ("citing", "programme/cluster-1-2024", lambda row: row["citing"].endswith("/cluster-1-2024")),
        ("status", "unresolved", lambda row: not row["cited"]),
        ("language", "ru", lambda row: row["wording_language"] == "ru"),
        ("year", "2024", lambda row: row["day"].startswith("2024")),
        ("event", "congress/nghe-an-union-6", lambda row: row["event"].endswith("/nghe-an-union-6")),
        ("body", "organisation/vufo", lambda row: "organisation/vufo" in row["bodies"]),
        ("document", "document/12-ct-tw-2022-01-05", lambda row: "12-ct-tw-2022" in row["cited"]),
    ]:
        kept = rows_of(inside, UNION, **{name: value})
        expected = [row for row in whole if wanted(row)]
        assert kept == expected, name
        count = len({row["citation"] for row in expected})
        link = re.search(
            rf'href="([^"]*{name}={re.escape(value).replace("/", "%2F")}[^"]*)"[^>]*>[^<]*</a> <span class="tag">(\d+)',
            page,
        )
        if link:  # a value that all citations have narrows nothing and is not offered
            assert int(link[2]) == count, name
            assert f"Filter ({count})" in inside.get(html.unescape(link[1])).text


@pytest.mark.parametrize("address", ["/trace/organisation/cluster-1", "/trace/organisation/vufo", UNION])
def test_years_narrow_the_trace_of_a_thing_in_all_its_forms(inside: Inside, address: str) -> None:
    """As they do for the trace of all: both years included, one of them alone, and none that fits."""
    whole = rows_of(inside, address)
    for years in (
        {"from": "2025", "to": "2025"},
        {"from": "2025"},
        {"to": "2024"},
        {"from": "1990", "to": "1991"},
    ):
        first, last = years.get("from", "0000"), years.get("to", "9999")
        kept = rows_of(inside, address, **years)
        assert kept == [row for row in whole if first <= row["day"][:4] <= last], years
    assert {row["day"][:4] for row in whole} > {
        row["day"][:4] for row in rows_of(inside, address, **{"from": "2025"})
    }
    page = inside.get(f"{address}?from=2025&to=2025").text
    assert " · 2025</a>" in page and "was ignored" not in page
    assert "from=2025" in page, "the links keep the years"


def test_the_chain_is_drawn_on_an_axis_of_years_and_told_in_a_table(inside: Inside) -> None:
    page = inside.get(PROGRAMME).text
    tree = page.partition('<svg class="axis tree"')[2].partition("</svg>")[0]
    assert re.findall(r'<a href="/trace/([^"]+)">', tree) == [
        "document/36-nq-tw-2004-03-26",
        "document/45-ct-tw-2015-05-19",
        "document/12-kl-tw-2021-08-12",
        "document/04-ct-tw-2011-07-06",
        "document/12-ct-tw-2022-01-05",
        "document/25-ct-tw-2018-08-08",
        "programme/cluster-1-2024",
    ]
    assert tree.count('class="cites guess"') == 1
    said = text_of(page)
    assert "Conclusion 12-KL/TW of 12 August 2021 implements Resolution 36-NQ/TW of 26 March 2004" in said
    assert "Resolution 169/NQ-CP , Government of Vietnam, 31 December 2021, implements 12-KL/TW" in said
    assert "Two other documents bear the number 12-CT/TW: of 3 May 2007 and of 5 January 2017 ." in said


def test_first_citations_and_silent_documents_are_listed_and_drawn(inside: Inside) -> None:
    rows = {
        short(row["document"]): row
        for row in csv.DictReader(io.StringIO(exported(inside, "/trace/documents", "csv")))
    }
    assert rows["document/12-ct-tw-2022-01-05"]["days_later"] == "817"
    assert rows["document/12-ct-tw-2007-05-03"]["citations"] == "0"
    assert len(json.loads(exported(inside, "/trace/documents", "json"))) == len(rows)
    ElementTree.fromstring(exported(inside, "/trace/documents", "graphml"))  # noqa: S314 - our own
    page = inside.get("/trace/documents").text
    silent = page.partition("Documents that nothing cites")[2]
    assert "12-ct-tw-2007-05-03" in silent
    assert "<svg" in silent


def test_what_a_body_issued_is_traced_to_what_cites_it(inside: Inside) -> None:
    rows = rows_of(inside, "/trace/organisation/cpv-secretariat")
    assert "cited-explicitly" in {row["sort"] for row in rows}
    assert {"document/12-ct-tw-2022-01-05", "document/25-ct-tw-2018-08-08"} <= {
        short(r["cited"]) for r in rows
    }


def test_what_traces_begin_with_counts_as_many_that_cite_as_the_trace_says(inside: Inside) -> None:
    """12-CT/TW said "1" where traces begin, and two on its page."""
    page = inside.get("/trace").text
    rows = re.findall(
        r'<tr><th scope="row"><a href="(/trace/document/[^"]+)".*?data-h="Cited by">(\d+)</td>',
        page,
        re.DOTALL,
    )
    assert len(rows) == 3
    for address, count in rows:
        citers = {row["citing"] for row in rows_of(inside, address) if row["sort"].startswith("cited-")}
        assert len(citers) == int(count) == 3
        lead = inside.get(address).text.partition('<h1 class="large">')[2].partition("</h1>")[0]
        assert lead.startswith("Cited by two programmes and one event")
    first = text_of(page).partition("Documents cited")[2]
    assert "Politburo" in first


def test_a_trace_is_found_by_name(inside: Inside) -> None:
    assert 'href="/trace/document/12-ct-tw-2022-01-05"' in inside.get("/trace?q=12-CT/TW").text
    assert "Nothing that can be traced" in inside.get("/trace?q=qqqqqq").text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/trace/document/none", 404),
        ("/trace/document/none.csv", 404),
        ("/trace.xlsx", 404),
        ("/trace/documents.xlsx", 404),
        ("/trace?from=last", 400),
        (f"{UNION}?view=film", 400),
        (f"{UNION}?year=MMXXIV", 400),
        (f"{UNION}?page=0", 400),
        (f"{UNION}?part=x", 400),
        (f"{UNION}?page=99", 404),
        (f"{UNION}?kind={'x' * 400}", 400),
        ("/trace?q=" + "x" * 10_000, 400),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(inside: Inside, address: str, status: int) -> None:
    answer = inside.get(address[:9000], {"Accept": "application/json"})
    assert answer.status_code == status
    assert "csv" in address or "xlsx" in address or answer.json()["hint"]


def test_a_choice_that_nothing_has_and_an_unknown_one_are_said(inside: Inside) -> None:
    page = inside.get(f"{UNION}?kind=none").text
    assert "Nothing here has all that was chosen" in text_of(page) and f'href="{UNION}">all of it' in page
    assert "“colour” is nothing to filter a trace by" in text_of(inside.get(f"{UNION}?colour=red").text)


CITATIONS = 2_300
POSTS = 150


@pytest.fixture(scope="module")
def high_degree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """A document with thousands of citations, and a body with many posts whose holders cite it."""
    folder = tmp_path_factory.mktemp("cited")
    document, body = mint("document", "high-degree"), mint("organisation", "high-degree")
    lines = [f"<{document}> <{expand('rdf:type')}> <{expand('hn:PolicyDocument')}> ."]
    for n in range(CITATIONS):
        citation = mint("citation", f"c-{n}")
        lines.append(f"<{citation}> <{expand('hn:cited')}> <{document}> .")
        lines.append(f"<{citation}> <{expand('hn:citing')}> <{mint('event', f'e-{n % 900}')}> .")
    for n in range(POSTS):
        tenure, person, speech, citation = (
            mint(kind, f"by-{n}") for kind in ("tenure", "person", "speech", "citation")
        )
        lines += [
            f"<{tenure}> <{expand('org:organization')}> <{body}> .",
            f"<{tenure}> <{expand('org:member')}> <{person}> .",
            f'<{tenure}> <{expand("schema:startDate")}> "2001-01-01"^^<{expand("xsd:date")}> .',
            f"<{speech}> <{expand('schema:creator')}> <{person}> .",
            f'<{speech}> <{expand("schema:startDate")}> "2002-02-02"^^<{expand("xsd:date")}> .',
            f"<{citation}> <{expand('hn:citing')}> <{speech}> .",
        ]
    with pages_of(lines, folder) as one:
        yield one


def test_all_citations_of_a_high_degree_node_are_reached_part_by_part(high_degree: Inside) -> None:
    address, seen = "/trace/document/high-degree.csv", Counter[str]()
    while address:
        answer = high_degree.get(address)
        seen.update(row["citation"] for row in csv.DictReader(io.StringIO(answer.text)))
        found = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("link", ""))
        address = found[1] if found else ""
    assert len(seen) == CITATIONS
    assert set(seen.values()) == {1}


def test_a_page_of_a_high_degree_node_reads_some_and_a_thousand_when_asked(high_degree: Inside) -> None:
    address, seen = "/trace/document/high-degree", Counter[str]()
    first = high_degree.get(address).text
    while address:
        page = high_degree.get(address).text
        seen.update(re.findall(r'href="/(id/citation/[^"]+)\.html"', page))
        found = re.findall(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(found[0]) if found else ""
    assert len(seen) == CITATIONS
    assert set(seen.values()) == {1}
    assert "This is part 1: at most 25 citations of each sort" in text_of(first)
    part = high_degree.get("/trace/document/high-degree?part=41").text
    assert 'href="/trace/document/high-degree.csv?part=2"' in part
    far = re.findall(r'href="([^"]*reach=far[^"]*)"', part)[0]
    assert "part=2" in far
    whole = high_degree.get(html.unescape(far)).text
    assert "This is part 2: at most 1,000 citations of each sort" in text_of(whole)
    rows = int(re.findall(r"([0-9]+) rows", whole)[0])
    last = -(-rows // LIMITS.trace_rows_a_page)
    assert "reach=far&amp;part=3" in high_degree.get(f"{html.unescape(far)}&page={last}").text


def test_what_of_a_body_is_not_followed_is_said(high_degree: Inside) -> None:
    near = text_of(high_degree.get("/trace/organisation/high-degree").text)
    assert "There is more than is followed here: at most 100 acts" in near
    far = text_of(high_degree.get("/trace/organisation/high-degree?reach=far").text)
    assert "There is more than is followed here" not in far
    assert len(rows_of(high_degree, "/trace/organisation/high-degree")) == POSTS


DAYS = {
    "before": ("2009-12-31",),
    "both": ("2009-05-01", "2010-05-01"),
    "month": ("2010-01",),
    "last": ("2010-12-31",),
    "year": ("2011",),
}


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """Events of some years that cite, one of two days, and a document that was signed at one of them."""
    lines = []
    for name, days in DAYS.items():
        event, citation = mint("event", name), mint("citation", name)
        lines += [f'<{event}> <{expand("schema:startDate")}> "{day}" .' for day in days]
        lines.append(f"<{citation}> <{expand('hn:citing')}> <{event}> .")
    signed = mint("programme", "signed")
    lines += [
        f"<{signed}> <{expand('hn:signedAt')}> <{mint('event', 'last')}> .",
        f"<{mint('citation', 'signed')}> <{expand('hn:citing')}> <{signed}> .",
        f'<{mint("event", "silent")}> <{expand("schema:startDate")}> "2010-02-02" .',
    ]
    with pages_of(lines, tmp_path_factory.mktemp("dated")) as one:
        yield one


@pytest.mark.parametrize(
    ("years", "names"),
    [
        ("from=2010&to=2010", {"month", "last", "signed"}),
        ("from=2009&to=2009", {"before", "both"}),
        ("from=2010", {"month", "last", "signed", "year"}),
        ("to=2009", {"before", "both"}),
        ("to=2011", {*DAYS, "signed"}),
        ("from=2012", set()),
    ],
)
def test_a_period_has_what_was_first_in_it(dated: Inside, years: str, names: set[str]) -> None:
    found = rows_of(dated, f"/trace?{years}")
    assert {short(row["citation"]).removeprefix("citation/") for row in found} == names


def test_what_of_a_period_is_not_followed_is_said(high_degree: Inside) -> None:
    assert "There is more than is followed here: at most 100 acts" in text_of(
        high_degree.get("/trace?from=2002").text
    )
    assert "There is more than is followed here" not in text_of(
        high_degree.get("/trace?from=2002&reach=far").text
    )
    assert "There is more than is followed here" not in text_of(high_degree.get("/trace?from=2003").text)


def test_a_programme_that_cites_nothing_says_how_its_reports_were_read(inside: Inside) -> None:
    page = text_of(inside.get("/trace/programme/nghe-an-coordination-regulation-2021-2026?lang=en").text)
    assert "Vietnam Times on the congress of September 2024 (English) read, and cites none" in page
    assert "Báo Nghệ An on the coordination regulation 2021-2026 not read" in page


def test_a_path_marks_the_statement_that_is_inferred(inside: Inside) -> None:
    page = text_of(inside.get("/trace/organisation/ha-noi-union?lang=en").text)
    assert (
        "Programme of Cluster 1 to coordinate people-to-people diplomacy in 2024 1 April 2024, signed ≈ inferred"
        in page
    )
    page = text_of(inside.get("/trace/organisation/ha-noi-union?lang=en&view=passages").text)
    assert re.search(
        r"path: Programme of Cluster 1[^.]{0,80} signed by Hanoi Union of Friendship Organizations ≈ inferred",
        page,
    )
    rows = rows_of(inside, "/trace/organisation/ha-noi-union", lang="en")
    assert {
        row["path"].endswith("signed by Hanoi Union of Friendship Organizations (inferred)") for row in rows
    } == {True}


@pytest.mark.parametrize(
    "address", ["/trace/congress/nghe-an-union-6", "/trace/programme/cluster-1-calls-2024"]
)
def test_exports_of_a_trace_have_names_words_places_and_the_unresolved(inside: Inside, address: str) -> None:
    rows = rows_of(inside, address, lang="en")
    for row in rows:
        assert row["citing_name"] and row["wording"] and row["source_name"] and row["start"] and row["end"]
        assert row["through"] and row["status"] in ("explicit", "inferred", "unresolved")
        assert bool(row["cited_name"]) == (row["status"] != "unresolved")
    graph = ElementTree.fromstring(exported(inside, address, "graphml"))  # noqa: S314 - our own
    vague = {
        (edge.get("target"), edge.findtext(f"{GRAPHML}data[@key='wording']"))
        for edge in graph.iter(GRAPHML + "edge")
        if edge.findtext(f"{GRAPHML}data[@key='status']") == "unresolved"
    }
    assert {(row["citation"], row["wording"]) for row in rows if row["status"] == "unresolved"} <= vague
    if "programme" in address:
        reports = json.loads(exported(inside, address, "json"))["reports"]
        assert {one["status"] for one in reports} == {"cites"}


def test_a_statement_that_follows_by_rule_leads_to_its_claims(inside: Inside) -> None:
    page = inside.get("/id/programme/cluster-1-calls-2024.html?lang=en").text
    (why, *_) = re.findall(r'href="([^"]*/queries/why-entailed[^"]*)"', page)
    answer = text_of(inside.get(html.unescape(why)).text)
    assert "The words stand within the passage of a task of this programme." in answer
