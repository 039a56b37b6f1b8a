"""Versions are fetched from a server that runs, and sent to one."""

import json
import os
import threading
from pathlib import Path

from graph.health import faults
from graph.store.transfer.beside import beside_of, bring_beside
from graph.store.transfer.contents import Contents
from graph.store.transfer.http import HttpStore
from graph.store.transfer.stores import INCOMING, LocalOrigin, state_of
from graph.store.versions import VersionStore
from queries.links import QueryLinks
from tests.web.replication.conftest import TOKEN, Served, command, put

CURRENT = "/replication/versions/2/files/store/CURRENT"


def get(origin: Served, path: str, role: str = "", **headers: str) -> tuple[int, bytes]:
    fields = {"Authorization": f"Bearer {origin.tokens.get(role, role)}"} if role else {}
    answer = origin.server.request("GET", path, headers={**fields, **headers})
    return answer.status, answer.body


def test_the_files_are_for_those_with_a_token(origin: Served) -> None:
    assert [get(origin, "/replication", role)[0] for role in ("", "nonsense", "updater")] == [401, 401, 403]
    assert get(origin, CURRENT)[0] == 401
    status, body = get(origin, "/replication/versions/2", "replica")
    assert status == 200
    files = {one.path: one for one in Contents.from_json(json.loads(body)).files}
    assert files.keys() >= {"manifest.json", "large", "store/CURRENT"}
    whole = get(origin, CURRENT, "replica")
    assert whole == (200, (origin.store.get(2).store_path / "CURRENT").read_bytes())
    assert get(origin, CURRENT, "replica", Range="bytes=4-") == (206, whole[1][4:])
    assert len(whole[1]) == files["store/CURRENT"].size
    for path in (
        "/replication/versions/2/files/store/none",
        "/replication/versions/2/files/../../../tokens.json",
        "/replication/versions/2/files/..%2f..%2f..%2ftokens.json",
        "/replication/versions/2/files/.search.lock",
        "/replication/versions/9",
    ):
        assert get(origin, path, "replica")[0] in {404, 410}, path


def test_short_links_and_queries_of_curators_are_given_by_their_paths_alone(
    origin: Served, target: VersionStore
) -> None:
    link = QueryLinks(origin.store.root).add("ASK { ?a ?b ?c } # over HTTP")
    client = HttpStore(origin.url, token=TOKEN)
    assert client.state().beside
    assert link.name in client.beside().links
    assert bring_beside(client, target.root)
    assert beside_of(target.root) == beside_of(origin.store.root)
    assert QueryLinks(target.root).get(link.name) == link
    client.close()
    for path in (
        "tokens.json",
        "links/../tokens.json",
        "links/..%2ftokens.json",
        "library/x",
        f"links/{link.name}.rq",
    ):
        assert get(origin, f"/replication/beside/{path}", "replica")[0] == 404, path
    assert get(origin, "/replication/beside")[0] == 401


def test_only_an_administrator_sends_versions(origin: Served) -> None:
    for method, path in (
        ("POST", "/replication/missing"),
        ("PUT", f"/replication/files/{'0' * 64}?path=x&size=1"),
        ("PUT", "/replication/versions/3"),
        ("PUT", "/replication/releases/x"),
        ("DELETE", "/replication/incoming"),
    ):
        fields = {"Authorization": f"Bearer {origin.tokens['replica']}"}
        assert origin.server.request(method, path, body=b"{}", headers=fields).status == 403, path


def test_nonsense_that_is_sent_is_refused_in_words(origin: Served) -> None:
    before = state_of(origin.store)
    fields = {"Authorization": f"Bearer {origin.tokens['admin']}", "Accept": "application/json"}
    for method, path, body in (
        ("POST", "/replication/missing", b"["),
        ("POST", "/replication/missing", b"[]"),
        ("PUT", "/replication/versions/3", b"1"),
        ("PUT", "/replication/versions/3", b"{}"),
        ("PUT", "/replication/releases/x", b'{"version": "3"}'),
        ("PUT", "/replication/releases/x", b'{"version": 9}'),
        ("PUT", "/replication/releases/x%2Fy", b'{"version": 1}'),
        ("PUT", f"/replication/files/{'0' * 64}?path=../x&size=1", b"x"),
        ("PUT", f"/replication/files/{'0' * 64}?path=x&size=1", b"x"),
        ("PUT", f"/replication/files/{'0' * 64}?path=x&size=9&offset=5", b"x"),
        ("PUT", f"/replication/files/{'g' * 64}?path=x&size=1", b"x"),
    ):
        answer = origin.server.request(method, path, body=body, headers=fields)
        assert 400 <= answer.status < 500 or answer.status == 502, (path, answer.status)
        assert answer.json["detail"] and answer.json["hint"], path
    assert state_of(origin.store) == before


def test_a_pull_that_broke_off_asks_for_the_rest(origin: Served, target: VersionStore) -> None:
    large = next(one for one in LocalOrigin(origin.store).contents(1).files if one.path == "large")
    incoming = target.folder / INCOMING
    incoming.mkdir(parents=True)
    whole = (origin.store.get(1).path / "large").read_bytes()
    (incoming / f"{large.sha256}.part").write_bytes(whole[: 8 << 20])
    said = command(target.root, "versions", "pull", origin.url).stdout
    assert int(said.partition(" files, ")[2].partition(" of ")[0].replace(",", "")) < 2 << 20
    assert (target.get(1).path / "large").read_bytes() == whole


def test_versions_are_pulled_as_they_come(origin: Served, target: VersionStore) -> None:
    done = command(target.root, "versions", "pull", origin.url)
    assert "Published: 1, 2." in done.stdout, done.stderr
    assert state_of(target) == state_of(origin.store)
    assert faults(target) == []
    client = HttpStore(origin.url, token=TOKEN)
    before = client.state()
    assert client.wait(before.stamp, 0.1) == before
    threading.Timer(0.2, put, (origin.store, 3)).start()
    assert client.wait(before.stamp, 20).current == 3
    client.close()
    assert "Published: 3." in command(target.root, "versions", "pull", origin.url).stdout
    assert (target.get(1).path / "large").samefile(target.get(3).path / "large")
    assert "version 3 is there." in command(target.root, "versions", "pull", origin.url).stdout


def test_versions_are_pushed_by_an_administrator(origin: Served, tmp_path: Path) -> None:
    mine = VersionStore(tmp_path / "mine")
    assert command(mine.root, "versions", "pull", origin.url).returncode == 0
    put(mine, 4, larger=os.urandom(9 << 20))
    mine.tag("2026.2")
    refused = command(mine.root, "versions", "push", origin.url)
    assert "does not let us in" in refused.stderr and "--role admin" in refused.stderr
    before = origin.store.require_current().number
    done = command(mine.root, "versions", "push", origin.url, token=origin.tokens["admin"])
    assert f"Published: {before + 1}." in done.stdout, done.stderr
    assert state_of(origin.store) == state_of(mine)
    assert faults(origin.store) == []
    assert origin.server.query("ASK {}").headers["data-version"] == str(before + 1)
    assert not (origin.store.folder / INCOMING).exists()
    put(origin.store, 5)
    ahead = command(mine.root, "versions", "push", origin.url, token=origin.tokens["admin"])
    assert f"at version {before + 2} already" in ahead.stderr


def test_what_is_no_server_with_versions_is_said(origin: Served, target: VersionStore) -> None:
    for address, said in (
        ("http://127.0.0.1:9", "does not answer"),
        (f"{origin.url}/about", "answers: "),
        ("http://", "does not answer"),
    ):
        done = command(target.root, "versions", "pull", address)
        assert done.returncode == 1
        assert said in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
    assert target.current() is None
