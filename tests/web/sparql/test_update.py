"""The update operation of the SPARQL 1.1 Protocol, one rule a test, and who may use it."""

import asyncio
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.api_tokens import Tokens
from graph.errors import InputError
from graph.store.versions import VersionStore
from web.app import create_app
from web.auth.bearer import Bearers
from web.errors import BadRequest, Unauthorised
from web.serve import serve
from web.settings import Settings
from web.sparql.dataset import with_dataset

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-update"}


def update(
    server: Any, text: str, *parameters: tuple[str, str], path: str = "/sparql", **headers: str
) -> Any:
    body = urlencode([("update", text), *parameters])
    return server.request("POST", path, body=body, headers={**FORM, **headers})


def objects(server: Any, subject: str, graph: str = "") -> list[str]:
    pattern = f"<{subject}> <urn:p> ?o"
    query = f"SELECT ?o {{ {f'GRAPH <{graph}> {{ {pattern} }}' if graph else pattern} }} ORDER BY ?o"
    return [row["o"] for row in server.query(query).rows]


@pytest.mark.parametrize("path", ["/sparql", "/update"])
def test_an_update_may_come_as_a_form(shared: Any, path: str) -> None:
    assert update(shared, f'INSERT DATA {{ <urn:form{path}> <urn:p> "x" }}', path=path).status == 204
    assert objects(shared, f"urn:form{path}") == ["x"]


@pytest.mark.parametrize("path", ["/sparql", "/update"])
def test_an_update_may_come_as_the_body_of_a_post(shared: Any, path: str) -> None:
    body = f'INSERT DATA {{ <urn:direct{path}> <urn:p> "x" }}'
    assert shared.request("POST", path, body=body, headers=DIRECT).status == 204
    assert objects(shared, f"urn:direct{path}") == ["x"]


def test_an_update_names_the_version_it_made(shared: Any) -> None:
    answer = update(shared, "INSERT DATA { <urn:version> <urn:p> 1 }")
    asked = shared.query("ASK { <urn:version> <urn:p> 1 }")
    assert answer.headers["data-version"] == asked.headers["data-version"]
    assert asked.json["boolean"] is True


def test_the_update_of_a_form_stands_in_its_body(shared: Any) -> None:
    update(shared, "INSERT DATA { <urn:kept> <urn:p> 1 }")
    answer = shared.request("POST", "/sparql?" + urlencode({"update": "CLEAR ALL"}), body="", headers=FORM)
    assert answer.status == 400
    assert objects(shared, "urn:kept") == ["1"]


def test_a_version_may_be_announced_once(shared: Any) -> None:
    """SPARQL 1.2 Protocol section 2.1."""
    text = "INSERT DATA { <urn:announced> <urn:p> 1 }"
    assert update(shared, text, ("version", "1.2")).status == 204
    assert update(shared, text, ("version", "1.1"), ("version", "1.2")).status == 400


def test_an_update_that_a_browser_sends_is_not_taken_for_a_page(shared: Any) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert update(shared, "INSERT DATA { <urn:browser> <urn:p> 1 }", Accept=accept).status == 204
    assert objects(shared, "urn:browser") == ["1"]


def test_two_updates_are_a_400(shared: Any) -> None:
    assert update(shared, "CLEAR ALL", ("update", "CLEAR ALL")).status == 400


def test_a_query_and_an_update_are_a_400(shared: Any) -> None:
    assert update(shared, "CLEAR ALL", ("query", "ASK {}")).status == 400


def test_an_update_by_get_is_no_update(shared: Any) -> None:
    update(shared, "INSERT DATA { <urn:get> <urn:p> 1 }")
    assert shared.get("/sparql?update=CLEAR%20ALL").status == 400
    assert shared.get("/update?update=CLEAR%20ALL").status in {400, 405}
    assert objects(shared, "urn:get") == ["1"]


@pytest.mark.parametrize("content_type", ["text/plain", ""])
def test_an_update_of_another_type_is_a_415(shared: Any, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert shared.request("POST", "/update", body="CLEAR ALL", headers=headers).status == 415


def test_bytes_that_are_no_utf_8_are_a_400(shared: Any) -> None:
    body = b"INSERT DATA { <urn:a> <urn:p> '\xff' }"
    assert shared.request("POST", "/update", body=body, headers=DIRECT).status == 400


def test_a_syntax_error_is_a_400_with_line_and_column(shared: Any) -> None:
    answer = update(shared, "INSERT DATA {\n <urn:a> <urn:b> }")
    assert (answer.status, answer.json["line"]) == (400, 2)


def test_relative_iris_are_resolved_against_the_address(shared: Any) -> None:
    assert update(shared, "INSERT DATA { <urn:base> <urn:p> <x> }").status == 204
    assert objects(shared, "urn:base") == [f"{shared.url}/x"]


def test_an_update_is_done_whole_or_not_at_all(shared: Any) -> None:
    answer = update(
        shared, "INSERT DATA { <urn:half> <urn:p> 1 } ; LOAD <http://data.example/> ; CREATE GRAPH <urn:q>"
    )
    assert answer.status == 403
    answer = update(
        shared, "CREATE GRAPH <urn:once>; INSERT DATA { <urn:half> <urn:p> 1 } ; CREATE GRAPH <urn:once>"
    )
    assert answer.status == 409
    assert objects(shared, "urn:half") == []


def test_a_load_that_is_silent_changes_nothing_and_the_rest_is_done(shared: Any) -> None:
    text = "LOAD SILENT <http://data.example/> ; INSERT DATA { <urn:silent> <urn:p> 1 }"
    assert update(shared, text).status == 204
    assert objects(shared, "urn:silent") == ["1"]


@pytest.mark.parametrize("text", ["LOAD <http://data.example/> INTO <urn:g>", "LOAD ; CLEAR ALL", "LOAD"])
def test_a_load_in_a_text_that_is_no_sparql_is_a_400(shared: Any, text: str) -> None:
    answer = update(shared, text)
    assert (answer.status, answer.json["line"]) == (400, 1)


def test_clearing_a_graph_that_is_not_there_is_done_already(shared: Any) -> None:
    assert update(shared, "CLEAR GRAPH <urn:nowhere> ; CLEAR # now\n GRAPH <urn:nowhere>").status == 204
    assert update(shared, "INSERT DATA { <urn:text> <urn:p> 'clear graph <urn:x>' }").status == 204
    assert objects(shared, "urn:text") == ["clear graph <urn:x>"]


@pytest.mark.parametrize("text", ["DROP GRAPH <urn:nowhere>", "MOVE <urn:nowhere> TO DEFAULT"])
def test_a_graph_that_is_not_there_is_a_404(shared: Any, text: str) -> None:
    assert update(shared, text).status == 404
    assert update(shared, text.replace(" ", " SILENT ", 1)).status == 204


DATA = """INSERT DATA {
  GRAPH <urn:%(n)s:1> { <urn:%(n)s:a> <urn:p> "one" }
  GRAPH <urn:%(n)s:2> { <urn:%(n)s:b> <urn:p> "two" }
}"""


@pytest.mark.parametrize(("graphs", "found"), [(("1",), ["one"]), (("1", "2"), ["one", "two"])])
def test_using_graph_uri_gives_the_default_graph_of_patterns(
    shared: Any, graphs: tuple[str, ...], found: Any
) -> None:
    name = "using" + "".join(graphs)
    update(shared, DATA % {"n": name})
    text = f"INSERT {{ <urn:{name}:got> <urn:p> ?o }} WHERE {{ ?s <urn:p> ?o }}"
    given = [("using-graph-uri", f"urn:{name}:{graph}") for graph in graphs]
    assert update(shared, text, *given).status == 204
    assert objects(shared, f"urn:{name}:got") == found


def test_using_named_graph_uri_gives_the_named_graphs_of_patterns(shared: Any) -> None:
    update(shared, DATA % {"n": "named"})
    text = "INSERT { <urn:named:got> <urn:p> ?o } WHERE { GRAPH ?g { ?s <urn:p> ?o } }"
    assert update(shared, text, ("using-named-graph-uri", "urn:named:2")).status == 204
    assert objects(shared, "urn:named:got") == ["two"]


@pytest.mark.parametrize("clause", ["USING <urn:x>", "USING NAMED <urn:x>"])
def test_a_dataset_in_both_request_and_update_is_a_400(shared: Any, clause: str) -> None:
    text = f"INSERT {{ <urn:a> <urn:b> ?o }} {clause} WHERE {{ ?s ?p ?o }}"
    assert update(shared, text, ("using-graph-uri", "urn:y")).status == 400


def test_with_in_the_update_and_a_dataset_in_the_request_is_a_400(shared: Any) -> None:
    text = "WITH <urn:x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert update(shared, text, ("using-graph-uri", "urn:y")).status == 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }"),
        ("INSERT { } WHERE { } ; CLEAR ALL", "INSERT { } USING <urn:g> WHERE { } ; CLEAR ALL"),
        ("INSERT DATA { <a> <b> 'WHERE' }", "INSERT DATA { <a> <b> 'WHERE' }"),
        (
            "INSERT { } WHERE { { SELECT * WHERE { } } }",
            "INSERT { } USING <urn:g> WHERE { { SELECT * WHERE { } } }",
        ),
    ],
)
def test_the_dataset_is_written_before_each_outer_where(text: str, expected: str) -> None:
    assert with_dataset(text, ("urn:g",), ()) == expected


def test_a_using_in_a_string_is_no_dataset() -> None:
    with_dataset("INSERT { <urn:a> <urn:b> 'USING' } WHERE { }", ("urn:g",), ())
    with pytest.raises(BadRequest):
        with_dataset("INSERT { } USING <urn:x> WHERE { }", ("urn:g",), ())


def test_many_updates_at_once_are_all_there_and_share_publishes(writable: Any) -> None:
    """Forty updates sent together make fewer than forty versions, and each is there once answered."""
    failures: list[str] = []

    def one(number: int) -> None:
        answer = update(writable, f"INSERT DATA {{ <urn:burst> <urn:p> {number} }}")
        seen = writable.query(f"ASK {{ <urn:burst> <urn:p> {number} }}").json["boolean"]
        if answer.status != 204 or not seen:
            failures.append(f"{number}: {answer.status} {seen}")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(objects(writable, "urn:burst")) == 40
    assert (VersionStore(writable.store).current_number() or 0) < 40


def test_one_bad_update_of_a_burst_does_not_harm_the_others(writable: Any) -> None:
    statuses: dict[int, int] = {}

    def one(number: int) -> None:
        text = (
            "INSERT DATA { oops }" if number % 5 == 0 else f"INSERT DATA {{ <urn:mixed> <urn:p> {number} }}"
        )
        statuses[number] = update(writable, text).status

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number for number, status in statuses.items() if status == 400} == {0, 5, 10, 15}
    assert len(objects(writable, "urn:mixed")) == 16


def test_an_update_past_its_time_changes_nothing_and_the_next_one_works(writable: Any) -> None:
    values = " ".join(str(n) for n in range(300))
    update(writable, f"INSERT {{ <urn:many> <urn:q> ?n }} WHERE {{ VALUES ?n {{ {values} }} }}")  # noqa: S608
    text = (
        "INSERT { <urn:slow> <urn:p> ?n } WHERE { "
        + " ".join(f"?a{i} <urn:q> ?n{i} ." for i in range(6))
        + "}"
    )
    assert update(writable, text, ("timeout", "0.5")).status == 504
    assert update(writable, "INSERT DATA { <urn:after> <urn:p> 1 }").status == 204
    assert objects(writable, "urn:slow") == []


def test_an_update_nested_20000_deep_is_a_400_and_the_next_one_works(writable: Any) -> None:
    text = "INSERT { <urn:a> <urn:b> 1 } WHERE {" + "{" * 20_000 + "}" * 20_000 + "}"
    assert update(writable, text).status == 400
    assert update(writable, "INSERT DATA { <urn:deep> <urn:p> 1 }").status == 204


def test_a_load_from_elsewhere_is_seen_by_the_next_query(writable: Any) -> None:
    with VersionStore(writable.store).change(note="beside the server") as change:
        change.store.add(Quad(NamedNode("urn:beside"), NamedNode("urn:p"), Literal("x")))
    assert objects(writable, "urn:beside") == ["x"]


# -- who may --------------------------------------------------------------------------------------------------------


def test_updates_need_the_token(start_server: Any, tmp_path: Path) -> None:
    """Not configured: 403. Without or with a wrong one: 401. With one made while the server runs: done."""
    server = start_server(tmp_path / "store")
    text = "INSERT DATA { <urn:a> <urn:p> 1 }"
    assert update(server, text).status == 403
    token, _ = Tokens(tmp_path / "store").new(name="ours", role="updater")
    missing, wrong = update(server, text), update(server, text, Authorization="Bearer wrong")
    assert (missing.status, wrong.status) == (401, 401)
    assert missing.headers["www-authenticate"].startswith("Bearer")
    assert update(server, text, Authorization=f"Bearer {token}").status == 204
    assert (
        server.request("PUT", "/graphs?default", body="", headers={"Content-Type": "text/turtle"}).status
        == 401
    )
    assert objects(server, "urn:a") == ["1"]


def test_open_updates_are_only_for_this_machine(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path, open_updates=True)
    with pytest.raises(InputError, match="only for this machine"):
        serve(settings, host="0.0.0.0", port=1)  # noqa: S104 - that is what is refused


def test_a_token_is_kept_as_a_hash_that_only_the_owner_reads(tmp_path: Path) -> None:
    tokens, bearers = Tokens(tmp_path), Bearers(tmp_path)
    made = {role: tokens.new(name=role, role=role)[0] for role in ("updater", "admin", "curator", "replica")}
    kept = (tmp_path / "tokens.json").read_text()
    assert not [text for text in made.values() if text in kept]
    assert (tmp_path / "tokens.json").stat().st_mode & 0o777 == 0o600
    assert bearers.scopes(f"Bearer {made['updater']}") == {"update"}
    assert bearers.scopes(f"bearer {made['admin']}") == {"update", "admin", "replicate", "publish"}
    assert bearers.scopes(f"Bearer {made['replica']}") == {"replicate"}
    assert bearers.scopes(f"Bearer {made['curator']}") == set(), "a curator reviews, and updates nothing"
    tokens.revoke("updater")
    with pytest.raises(Unauthorised):
        bearers.scopes(f"Bearer {made['updater']}")
    assert [token.name for token in tokens.all()] == ["admin", "curator", "replica"]


def test_a_server_that_is_stopped_leaves_nothing_but_versions(writable: Any) -> None:
    assert update(writable, "INSERT DATA { <urn:a> <urn:p> 1 }").status == 204
    assert update(writable, "INSERT DATA { <urn:a> <urn:p> 2 }").status == 204
    writable.stop()
    assert sorted(p.name for p in (writable.store / "versions").iterdir()) == ["000001", "000002"]
    writable.start()


def test_an_update_of_a_managed_graph_is_a_403_with_its_line_and_changes_nothing(writable: Any) -> None:
    decisions = "https://w3id.org/huunghi/graph/decisions"
    answer = update(
        writable,
        f"INSERT DATA {{ <urn:a> <urn:b> 1 }} ;\nINSERT DATA {{ GRAPH <{decisions}> {{ <urn:a> <urn:b> 1 }} }}",
    )
    assert (answer.status, answer.json["line"]) == (403, 2)
    assert decisions in answer.json["detail"]
    assert "/review" in answer.json["hint"]
    assert writable.query("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }").rows == []


def test_an_update_that_contradicts_a_claim_is_a_409_with_both_sides(
    start_server: Any, five_reports_copy: VersionStore
) -> None:
    server = start_server(five_reports_copy.root, open_updates=True)
    answer = update(
        server,
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> INSERT DATA { "
        '<https://w3id.org/huunghi/id/person/nguyen-ngoc-hung> skos:prefLabel "Somebody Else"@en }',
    )
    assert answer.status == 409
    assert answer.json["type"].endswith("contradiction")
    assert "Somebody Else" in answer.json["detail"]
    assert "Nguyen Ngoc Hung" in answer.json["detail"]
    assert "/review" in answer.json["hint"]
    assert five_reports_copy.numbers() == [1]
    person = "<https://w3id.org/huunghi/id/person/nguyen-ngoc-hung>"
    for change in (
        f"DELETE WHERE {{ {person} <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }}",
        f'DELETE DATA {{ {person} <http://www.w3.org/2004/02/skos/core#prefLabel> "Nguyen Ngoc Hung"@en }}',
    ):
        answer = update(server, change)
        assert answer.status == 200 and int(answer.headers["kept-statements"]) >= 1
        assert person in answer.text and "claim/" in answer.text and "/review" in answer.text
    assert server.query(f"ASK {{ {person} <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }}").json[
        "boolean"
    ]
    cleared = server.request("DELETE", "/graphs?default")
    assert cleared.status == 200 and int(cleared.headers["kept-statements"]) > 1000
    assert update(server, "INSERT DATA { <urn:a> <urn:b> 1 }").status == 204
    assert update(server, "DELETE DATA { <urn:a> <urn:b> 1 }").status == 204


def test_open_updates_are_for_this_machine_whoever_runs_the_application(tmp_path: Path) -> None:
    near, far = ("127.0.0.1", 1), ("192.0.2.1", 1)
    asked: list[tuple[tuple[str, int], dict[str, str], int]] = [
        (near, {}, 204),
        (("::ffff:127.0.0.1", 1), {}, 204),
        (far, {}, 403),
        (near, {"X-Forwarded-For": "127.0.0.1"}, 403),
        (near, {"Forwarded": "for=localhost"}, 403),
        (("", 0), {}, 403),
    ]
    app = create_app(Settings(store=tmp_path / "store", open_updates=True))

    async def send(client: tuple[str, int], fields: dict[str, str]) -> int:
        transport = httpx.ASGITransport(app=app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as one:
            form = {"update": "INSERT DATA { <urn:a> <urn:b> 1 }"}
            return (await one.post("/update", data=form, headers=fields)).status_code

    async def scenario() -> list[int]:
        async with app.router.lifespan_context(app):
            return [await send(client, fields) for client, fields, _ in asked]

    assert asyncio.run(scenario()) == [status for _, _, status in asked]


def test_a_graph_or_query_that_is_not_there_is_called_so(shared: Any) -> None:
    fields = {"Content-Type": "application/sparql-update"}
    dropped = shared.request("POST", "/update", body="DROP GRAPH <urn:nope>", headers=fields)
    ended = shared.request("DELETE", "/sparql/queries/nope")
    for answer, hint in ((dropped, "SILENT"), (ended, "Query-Id")):
        assert (answer.status, answer.json["title"]) == (404, "There is no such graph or query")
        assert hint in answer.json["hint"]


def test_a_load_that_is_refused_says_where_documents_are_sent(shared: Any) -> None:
    fields = {"Content-Type": "application/sparql-update"}
    answer = shared.request("POST", "/update", body="LOAD <http://example.org/a.ttl>", headers=fields)
    assert (answer.status, "/graphs" in answer.json["hint"]) == (403, True)
