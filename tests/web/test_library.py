"""The library: a curator adds queries in the browser, all of the service knows them at once; what changed is told."""

import contextlib
import hashlib
import html
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from graph.api_tokens import Tokens
from graph.store.versions import VersionStore
from huunghi import main
from queries.collection import shipped
from queries.library import ADDED, CHANGED, FOLDER, SHIPPED, WITHDRAWN, Library
from tests.web.conftest import serving

FIELDS = {
    "name": "posts-of-person",
    "group": "people",
    "title_en": "Posts of a person",
    "title_vi": "Các chức vụ của một người",
    "description_en": "Every post that somebody held.",
    "description_vi": "Mọi chức vụ mà một người từng giữ.",
    "asked_en": "zebra posts of\nquokka",
    "asked_vi": "chức vụ ngựa vằn",
    "text": "SELECT ?post { ?t org:member $person ; hn:post ?post } ORDER BY ?post",
    "type.person": "iri",
    "kind.person": "person",
    "en.person": "Person",
    "vi.person": "Người",
    "example.person": "person/nguyen-ngoc-hung",
    "required.person": "1",
}


@pytest.fixture(scope="module")
def root(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Iterator[httpx.Client]:
    with serving(root) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.headers.update({"Accept": "text/html", "Accept-Language": "en"})
        yield client


def mark_of(page: httpx.Response) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


@pytest.fixture(scope="module")
def curator(site: httpx.Client, root: Path) -> Iterator[httpx.Client]:
    token, _ = Tokens(root).new(name="Lan", role="curator")
    with httpx.Client(base_url=site.base_url, headers=site.headers, timeout=60) as client:
        page = client.get("/review")
        client.post("/review/sign-in", data={"mark": mark_of(page), "token": token})
        yield client


def send(curator: httpx.Client, act: str, **changed: str) -> httpx.Response:
    form = curator.get("/review/query")
    return curator.post("/review/query", data={**FIELDS, "mark": mark_of(form), "act": act, **changed})


def test_a_query_is_added_changed_and_withdrawn(
    site: httpx.Client, curator: httpx.Client, root: Path
) -> None:
    told = send(curator, "check")
    assert (told.status_code, "It is whole" in told.text) == (200, True), told.text
    assert not (root / FOLDER / "people").exists()
    saved = send(curator, "save")
    assert (saved.status_code, saved.headers["location"]) == (303, "/queries/posts-of-person")

    for address in ("/queries", "/queries.ttl", "/queries/posts-of-person"):
        assert "Posts of a person" in site.get(address).text, address
    answer = site.get("/queries/posts-of-person.csv", params={"person": "person/nguyen-ngoc-hung"})
    assert answer.text.count("\n") > 1
    text = site.get("/queries/posts-of-person", headers={"Accept": "application/sparql-query"})
    version = text.headers["query-version"]
    assert hashlib.sha256(text.content).hexdigest() == version
    assert version in site.get("/queries/posts-of-person").text
    asked = site.get("/ask", params={"q": "zebra posts of Nguyen Ngoc Hung", "format": "json"}).json()
    assert asked["understood"]["query"] == "posts-of-person"
    described = site.get("/sparql", headers={"Accept": "text/turtle"})
    assert "posts-of-person" in described.text
    assert "Change or withdraw" in curator.get("/queries/posts-of-person").text
    assert "Change or withdraw" not in site.get("/queries/posts-of-person").text

    page = site.get("/queries/posts-of-person", params={"person": "person/nguyen-ngoc-hung"}).text
    cited = html.unescape(re.findall(r'href="(/queries/posts-of-person\?[^"]*sha256=[^"]*)"', page)[0])
    assert 'data-verdict="same"' in site.get(cited).text

    form = curator.get("/review/query?name=posts-of-person")
    assert "zebra posts of\nquokka" in form.text
    changed = send(
        curator,
        "save",
        replacing="posts-of-person",
        text=FIELDS["text"].replace("SELECT ?post", "SELECT DISTINCT ?post"),
    )
    assert changed.status_code == 303, changed.text
    later = site.get("/queries/posts-of-person/versions").text
    assert "Added by Lan" in later
    assert "Changed by Lan" in later
    assert "+SELECT DISTINCT ?post" in later
    again = site.get(cited).text
    assert 'data-verdict="same"' in again
    assert "The query has another text today." in again

    withdrawn = curator.post(
        "/review/query", data={"mark": mark_of(form), "act": "withdraw", "replacing": "posts-of-person"}
    )
    assert withdrawn.status_code == 303
    assert site.get("/queries/posts-of-person").status_code == 404
    assert 'data-verdict="same"' in site.get(cited).text  # a citation outlives its query
    assert [one.act for one in Library(root).history("posts-of-person")] == [ADDED, CHANGED, WITHDRAWN]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "SELECT ?x { ?x a "}, "The query cannot be read"),
        ({"text": "INSERT DATA { <a:b> <a:c> $person }"}, "update"),
        ({"title_vi": ""}, "no text in vi"),
        ({"name": "Posts Of"}, "cannot be the name"),
        ({"name": "holders-of-post"}, "of its own"),
        ({"example.person": ""}, "has no example"),
        ({"example.person": "person/nobody-at-all"}, "has no answer"),
        (
            {"text": "SELECT ?post { ?t org:member $version ; hn:post ?post }", "type.version": "iri"},
            "version",
        ),
        ({"group": "zoo"}, "no group"),
        ({"text": "#+ title: [\nSELECT ?x { ?x ?y $person }"}, "not YAML"),
    ],
)
def test_what_is_no_query_of_a_catalogue_is_refused_with_what_was_typed(
    curator: httpx.Client, root: Path, changed: dict[str, str], said: str
) -> None:
    answer = send(curator, "save", **{"name": "other-posts", **changed})
    assert answer.status_code in (400, 409), answer.text
    assert said in html.unescape(answer.text)
    assert "Posts of a person" in answer.text
    assert not list((root / FOLDER).rglob("other-posts.rq"))


def test_the_command_line_knows_the_queries_of_the_store(five_reports_copy: VersionStore) -> None:
    text = (
        "#+ title: {en: Terms, vi: Nhiệm kỳ}\n#+ description: {en: All, vi: Tất cả}\n#+ order: 1\n"
        "SELECT ?term { ?term a hn:Term } ORDER BY ?term\n"
    )
    Library(five_reports_copy.root).keep("all-terms", "bodies", text, by="Lan")
    options = ["--store", str(five_reports_copy.root), "query"]
    listed = CliRunner().invoke(main, [*options, "list"])
    assert "all-terms" in listed.output
    assert "holders-of-post" in listed.output
    answer = CliRunner().invoke(main, [*options, "all-terms", "--format", "csv"])
    assert answer.output.startswith("term")


def test_only_a_curator_changes_the_library(site: httpx.Client, curator: httpx.Client) -> None:
    assert site.get("/review/query").status_code == 401
    assert site.post("/review/query", data={**FIELDS, "act": "save"}).status_code == 401
    forged = curator.post("/review/query", data={**FIELDS, "act": "save", "mark": "x"})
    assert forged.status_code == 403


def test_files_that_cannot_be_used_are_told_and_others_are_not_affected(
    site: httpx.Client, root: Path
) -> None:
    good = "#+ title: {en: A, vi: B}\n#+ description: {en: C, vi: D}\n#+ order: 1\nASK { ?x a hn:Tenure }\n"
    folder = root / FOLDER / "names"
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "good-one.rq": good,
        "bad-header.rq": good.replace("title", "tilte"),
        "bad-text.rq": good.replace("ASK {", "ASK "),
        "holders-of-post.rq": good,
    }
    try:
        for name, text in files.items():
            (folder / name).write_text(text)
        (folder / "bad-bytes.rq").write_bytes(b"\xff\xfe")
        (root / FOLDER / "zoo").mkdir()
        (root / FOLDER / "zoo" / "bad-group.rq").write_text(good)
        listed = html.unescape(site.get("/queries").text)
        for name in ("bad-header", "bad-text", "bad-bytes", "bad-group", "holders-of-post"):
            assert f"/{name}.rq" in listed, name
        for name in ("bad-header", "bad-text", "bad-bytes", "bad-group"):
            page = site.get(f"/queries/{name}")
            assert (page.status_code, "cannot be used" in page.text) == (503, True), name
            assert str(root) not in page.text
        assert site.get("/queries/good-one.json").json()["boolean"] is True
        assert site.get("/queries/holders-of-post").status_code == 200
    finally:
        shutil.rmtree(folder)
        shutil.rmtree(root / FOLDER / "zoo", ignore_errors=True)
    assert site.get("/queries/good-one").status_code == 404


def test_the_texts_of_the_program_are_noted_and_a_cited_one_is_found(site: httpx.Client, root: Path) -> None:
    library = Library(root)
    library.note_shipped()
    query = shipped()["bodies-by-kind"]
    assert [one.act for one in library.history(query.name)] == [SHIPPED]
    assert library.text_of(query.name, query.version[:24]) is not None
    page = site.get(f"/queries/{query.name}/versions").text
    assert query.version in page
    unknown = site.get(f"/queries/{query.name}", params={"text": "0" * 24})
    assert (unknown.status_code, "/versions" in unknown.text) == (404, True)
    turtle = site.get("/queries.ttl").text
    assert query.version in turtle


def test_an_answer_of_the_catalogue_is_cited_with_its_values_and_csv(site: httpx.Client) -> None:
    given = {"post": "post/nghe-an-union-chair", "day": "2024-10-01"}
    page = site.get("/queries/holders-of-post", params=given).text
    cited = html.unescape(re.findall(r'href="(/queries/holders-of-post\?[^"]*sha256=[^"]*)"', page)[0])
    said = httpx.QueryParams(cited.partition("?")[2])
    assert said["post"] == given["post"]
    assert said["language"] == "en"
    shown = site.get(cited)
    assert 'data-verdict="same"' in shown.text
    command = re.search(r"curl -s '([^']+)'", html.unescape(html.unescape(shown.text)))
    assert command
    file = site.get(command[1].partition("/queries")[1] + command[1].partition("/queries")[2])
    assert hashlib.sha256(file.content).hexdigest() == said["sha256"]
    same = site.get(cited, headers={"Accept": "text/csv"})
    assert hashlib.sha256(same.content).hexdigest() == said["sha256"]
    bib = site.get(cited.replace("/holders-of-post?", "/holders-of-post/citation.bib?"))
    assert said["sha256"] in bib.text
    assert "Holders" in bib.text


def test_a_thing_can_be_picked_by_its_name(site: httpx.Client) -> None:
    found = site.get("/queries/events-of-place", params={"place": "nghe an"})
    assert (found.status_code, found.headers["location"]) == (
        303,
        "/queries/events-of-place?place=place%2Fnghe-an",
    )
    several = site.get("/queries/names-of-thing", params={"thing": "Nguyen"})
    assert several.status_code == 200
    assert "Several things may be meant by “Nguyen”." in several.text
    assert '<option value="person/nguyen-ngoc-hung">' in several.text


HEADER = "#+ title: {en: Some, vi: Vài}\n#+ description: {en: Some., vi: Vài.}\n#+ order: 1\n"
DAMAGED = {
    "nested.rq": "#+ " + "[" * 5000 + "\nASK {}",
    "no-day.rq": "#+ title: 2024-13-45\nASK {}",
    "long-number.rq": HEADER.replace("1", "9" * 5000) + "ASK {}",
    "aliases.rq": "#+ a: &a [x, x]\n#+ title: [*a, *a]\nASK {}",
    "surrogate.rq": HEADER.replace("Some", r'"\ud800"') + "ASK {}",
    "kind.rq": HEADER
    + "#+ parameters: {x: {type: iri, kind: [{a: b}], label: {en: X, vi: X}, example: a}}\nASK { ?a ?b $x }",
    "not.a.name.rq": HEADER + "ASK {}",
    "<b>.rq": HEADER + "ASK {}",
}
HISTORY_LINES = b"""[]
"text"
null
\xff
{"name": "all-persons", "act": "added", "by": "Lan", "at": "yesterday", "sha256": "ab", "text": "ASK {}"}
{"name": "all-persons", "act": "added", "by": "\\ud800", "at": "2026-12-01", "sha256": "ab", "text": "ASK {}"}
"""


def test_whatever_stands_in_the_folder_only_that_file_is_left_out(
    tmp_path: Path, five_reports_root: VersionStore
) -> None:
    root = tmp_path / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    folder = root / FOLDER
    (folder / "people" / "folder.rq").mkdir(parents=True)
    for name, text in DAMAGED.items():
        (folder / "people" / name).write_text(text, "utf-8")
    (folder / "people" / "all-persons.rq").write_text(
        HEADER + "SELECT ?s { ?s a hn:Tenure } LIMIT 1", "utf-8"
    )
    (folder / "people" / "loop.rq").symlink_to("loop.rq")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "people" / "pipe.rq")
    with contextlib.suppress(OSError):  # where the file system takes no such name
        Path(os.fsdecode(os.fsencode(folder) + b"/people/\xff.rq")).write_text(HEADER + "ASK {}", "utf-8")
    (folder / "history.jsonl").write_bytes(HISTORY_LINES + b"[" * 20_000 + b"\n")
    found = Library(root).collection()
    assert found.added == {"all-persons"}
    told = {one.file: one.error.message for one in found.faults}
    assert {f"people/{name}" for name in (*DAMAGED, "folder.rq", "loop.rq", "pipe.rq")} <= set(told)
    assert all(len(text) < 6000 for text in told.values())
    assert Library(root).history("all-persons") == ()
    with serving(root) as address, httpx.Client(base_url=address, headers={"Accept": "text/html"}) as site:
        for path in ("/queries", "/queries/all-persons", "/queries/all-persons/versions", "/sparql"):
            assert site.get(path).status_code == 200, path
        page = html.unescape(site.get("/queries").text)
        assert "people/nested.rq" in page
        assert "<b>.rq" not in site.get("/queries").text
