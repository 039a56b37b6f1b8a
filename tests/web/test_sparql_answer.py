"""The answer at /sparql: each kind of it as a page, its downloads with labels, and the programs that ask the same."""

import csv
import html
import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

CITED = (
    "SELECT ?citing ?document ?words {\n"
    "  ?c a hn:Citation ; hn:citing ?citing ; hn:cited ?document ; hn:wording ?words\n"
    "} ORDER BY ?document ?citing"
)
SHOWN = {
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o": "Rows 1 to 100; there are more.",
    "SELECT * { ?s a hn:Nothing }": "Nothing in the graph answers to this.",
    "SELECT * { }": "1 row without columns: the pattern is found, and it has no variable.",
    "ASK { ?s ?p ?o }": '<p class="lead">Yes.</p>',
    "ASK { ?s a hn:Nothing }": '<p class="lead">No.</p>',
    "DESCRIBE <https://w3id.org/huunghi/id/place/nghe-an>": "These statements as Turtle",
    "CONSTRUCT { ?s a [] } { ?s a hn:Tenure }": "something without a name",
    "SELECT (BNODE() AS ?b) { }": "something without a name",
    "SELECT (<<( <urn:a> <urn:b> <urn:c> )>> AS ?t) {}": "urn:c",
    "SELECT (<urn:x:%C3%A9'&> AS ?odd) {}": "&lt;urn:x:%C3%A9&#39;&amp;&gt;",
    "SELECT ('<b>' AS ?t) (STRLANG('Hữu', 'vi') AS ?n) {}": '<span lang="vi">Hữu</span>&nbsp;<span class="tag">vi',
    "SELECT (1.50 AS ?n) (true AS ?b) ('2024-04-02'^^xsd:date AS ?d) {}": "2 April 2024",
    "SELECT " + " ".join(f"({n} AS ?c{n})" for n in range(40)) + " {}": '<th scope="col" class="n">c39</th>',
}


@pytest.mark.parametrize("query", SHOWN)
def test_each_kind_of_answer_is_shown(client: httpx.Client, query: str) -> None:
    page = client.get("/sparql", params={"query": query, "part": "answer"})
    assert page.status_code == 200, page.text
    assert SHOWN[query] in page.text
    assert "<b>" not in page.text.replace("<b>a</b>", "")


def test_columns_stand_in_the_order_of_the_query_and_iris_beside_labels(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"query": CITED, "part": "answer"}).text
    assert re.findall(r'<th scope="col">(\w+)</th>', page) == ["citing", "document", "words"]
    assert 'Directive 12‑CT/TW of 5 January 2022</a> <code class="term">&lt;https://w3id.org/' in page
    vietnamese = client.get("/sparql", params={"query": CITED, "part": "answer", "lang": "vi"}).text
    assert "Chỉ thị" in vietnamese


def test_without_script_rows_come_in_pages(client: httpx.Client) -> None:
    asked = {"query": "SELECT ?s { ?s a rdf:Property } ORDER BY ?s", "part": "answer"}
    first, second = (client.get("/sparql", params={**asked, "page": page}).text for page in (1, 2))
    assert 'rel="next" href="/sparql?query=SELECT+%3Fs' in first
    assert 'rel="prev"' in second
    assert not set(re.findall(r'name="row" value="([^"]+)"', first)) & set(
        re.findall(r'name="row" value="([^"]+)"', second)
    )
    last = client.get("/sparql", params={**asked, "page": 90})
    assert (last.status_code, "There is no page 90 of this answer." in html.unescape(last.text)) == (
        404,
        True,
    )
    assert client.get("/sparql", params={**asked, "page": "x"}).status_code in (400, 422)


def test_a_long_query_is_sent_on_as_a_form(client: httpx.Client) -> None:
    query = CITED + "\n#" + "x" * 9000
    page = client.post("/sparql?part=answer", data={"query": query}).text
    assert '<form id="evidence" method="post"' in page
    assert '<button name="format" value="csv">' in page
    answer = client.post("/sparql", data={"query": query, "format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")


def test_an_update_in_the_field_is_told_where_it_goes(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"query": "INSERT DATA { <urn:a> a <urn:b> }", "part": "answer"})
    assert page.status_code == 400
    assert 'data-kind="fault"' in page.text
    assert "update" in page.text


def test_downloads_have_labels_and_a_byte_order_mark_where_they_are_asked_for(client: httpx.Client) -> None:
    plain = client.get("/sparql", params={"query": CITED, "format": "csv"}).text
    asked = {"query": CITED, "format": "csv", "labels": "vi", "bom": "1"}
    answer = client.get("/sparql", params=asked)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["citing", "citingLabel", "document", "documentLabel", "words"]
    assert rows[1][3].startswith("Chỉ thị")
    assert [[row[0], row[2], row[4]] for row in rows] == list(csv.reader(io.StringIO(plain)))
    tsv = client.get("/sparql", params={**asked, "format": "tsv", "bom": "0"}).text.splitlines()
    assert tsv[0] == "?citing\t?citingLabel\t?document\t?documentLabel\t?words"
    assert tsv[1].split("\t")[3].endswith('"@vi')
    book = client.get("/sparql", params={**asked, "format": "xlsx"}).content
    assert "Chỉ thị" in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()


def test_options_that_a_format_cannot_have_are_refused(client: httpx.Client) -> None:
    for asked, said in (
        ({"format": "json", "labels": "en"}, "labels is for csv, tsv or xlsx"),
        ({"format": "xml", "bom": "1"}, "bom is for csv, tsv or xlsx"),
        ({"format": "csv", "labels": "en ?"}, "labels is 'en ?'"),
        ({"format": "csv", "bom": "yes"}, "bom is 'yes'"),
    ):
        answer = client.get("/sparql", params={"query": CITED, **asked}, headers={"Accept": "text/plain"})
        assert answer.status_code == 400
        assert said in answer.text


def test_tables_of_prepared_queries_have_the_same_options(client: httpx.Client) -> None:
    name = "/queries/holders-of-post.csv?post=post/nghe-an-union-chair&day=2024-10-01"
    plain, labelled = client.get(name).text, client.get(f"{name}&labels=vi&bom=1").content
    assert labelled.startswith(b"\xef\xbb\xbf")
    assert "Label" in labelled.decode().splitlines()[0]
    assert len(labelled.decode().splitlines()) == len(plain.splitlines())
    assert client.get(name.replace(".csv", ".json") + "&labels=vi").status_code == 400


def snippets_of(client: httpx.Client, query: str) -> dict[str, str]:
    page = client.get("/sparql", params={"query": query, "part": "answer"}).text
    found = re.findall(r'<pre id="snippet-(\w+)-text" tabindex="0">(.*?)</pre>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


def test_programs_run_as_they_stand(client: httpx.Client, tmp_path: Path) -> None:
    query = (
        "SELECT ?name {\n  ?person skos:prefLabel ?name # it's \"\"\" $HOME `id` %s ${x} 'Hữu'\n"
        "  FILTER(REGEX(?name, '^Nguy.n Ng\\\\u1ecdc') || STR(?name) = \"Nguyễn Ngọc Hùng\")\n}"
    )
    programs = snippets_of(client, query)
    assert set(programs) == {"pandas", "sparqlwrapper", "rdflib", "httr2", "javascript", "curl"}
    runs = {
        "sparqlwrapper": [sys.executable, "s.py"],
        "rdflib": [sys.executable, "s.py"],
        "curl": [shutil.which("sh"), "s.py"] if shutil.which("curl") else None,
        "javascript": [shutil.which("node"), "s.mjs"] if shutil.which("node") else None,
    }
    for name, command in runs.items():
        if command is None:
            continue
        (tmp_path / str(command[1])).write_text(programs[name], "utf-8")
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)  # type: ignore[arg-type]
        assert done.returncode == 0, (name, done.stderr)
        assert "Nguyễn Ngọc Hùng" in done.stdout, name


def test_programs_are_made_for_each_form(client: httpx.Client, tmp_path: Path) -> None:
    for query, said in (
        ("ASK { ?s a hn:Tenure }", "true"),
        ("CONSTRUCT WHERE { <https://w3id.org/huunghi/id/place/nghe-an> skos:prefLabel ?l }", "Nghệ An"),
    ):
        programs = snippets_of(client, query)
        for name in ("sparqlwrapper", "rdflib"):
            (tmp_path / "s.py").write_text(programs[name], "utf-8")
            done = subprocess.run(
                [sys.executable, "s.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
            )
            assert said in done.stdout.replace("True", "true"), name


@pytest.mark.parametrize("tag", ["yEG-0f0tCa4v-BFrwYK-0kR4v30R-zL0", "not a tag"])
@pytest.mark.parametrize(
    "address", ["/sparql?query=SELECT * { ?s ?p ?o } LIMIT 1&", "/queries/documents.csv?"]
)
def test_labels_in_what_is_no_language_are_refused(client: httpx.Client, address: str, tag: str) -> None:
    answer = client.get(f"{address}labels={tag}", headers={"Accept": "text/csv"})
    assert answer.status_code == 400
    assert "labels" in answer.text
