"""Whatever a field of the review's forms holds, the answer is no 500: what cannot be is refused, and says why."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from graph.api_tokens import Tokens
from graph.claims.publish import put_claims
from graph.store.versions import VersionStore
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]
from tests.web.test_review_page import CLAIMS, PERSON, RUN, TWIN  # type: ignore[import-not-found, unused-ignore]
from tests.web.test_sessions import Curator  # type: ignore[import-not-found, unused-ignore]

NOBODY = "https://w3id.org/huunghi/id/person/nobody"
LONG = "y" * 5000
WRONG = ("_:b", "a b", "NaN", "1e999999", "²", "http://[", "urn:x", NOBODY, LONG, "%(x)s", "\udc80")
PAGES = {
    "/review": ("kind", "source", "thing", "predicate", "least"),
    "/review/record": ("thing", "source", "done", "undone"),
    "/review/split": ("thing",),
}
ACTS: dict[str, dict[str, str]] = {
    "accept": {"claim": "x", "all": "x", "thing": "x", "source": "x", "least": "x"},
    "reject": {"claim": CLAIMS[2].iri, "why": "w", "all": "x"},
    "correct": {"claim": CLAIMS[2].iri, "value": "v", "language": "en", "iri": "x", "chosen_for": "v"},
    "merge": {"thing": TWIN.value, "into": "person/x", "iri": "x", "chosen_for": "person/x"},
    "divide": {"thing": PERSON.value, "claim": CLAIMS[2].iri, "name": "N", "language": "en", "into": ""},
    "undo": {"decision": "x", "together": "1"},
    "no such act": {"record": "x", "version": "x", "kind": "x", "predicate": "x"},
}
FIELDS = [(act, field) for act, fields in ACTS.items() for field in fields]


@pytest.fixture(scope="module")
def curator(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curator]:
    root = tmp_path_factory.mktemp("fields") / "store"
    shutil.copytree(five_reports_root.root, root, symlinks=True)
    put_claims(VersionStore(root), CLAIMS, run=RUN, note="test extraction")
    pages = Inside(root)
    one = Curator(pages, Tokens(root).new(name="Lan", role="curator")[0])
    one.take(one.get("/review"))
    yield one
    pages.close()


def written(**form: str) -> str:
    return urlencode(form, errors="surrogateescape")


@pytest.mark.parametrize(("path", "field"), [(path, field) for path in PAGES for field in PAGES[path]])
def test_an_address_of_the_review_takes_any_value(curator: Curator, path: str, field: str) -> None:
    for value in WRONG:
        answer = curator.get(f"{path}?{written(**{field: value})}")
        assert answer.status_code < 500, (value[:40], answer.text[:500])
        assert answer.status_code == 400 or (field, value) not in {("least", "NaN"), ("least", "²")}


def test_the_examples_that_were_500s_are_refused(curator: Curator) -> None:
    for form, status in (
        ({"act": "accept", "claim": "x"}, 404),
        ({"act": "merge", "thing": "x", "into": "y"}, 400),
        (
            {
                "act": "divide",
                "thing": PERSON.value,
                "claim": CLAIMS[2].iri,
                "name": "N",
                "language": "no tag",
            },
            400,
        ),
        ({"act": "correct", "claim": CLAIMS[2].iri, "value": "v", "language": "²"}, 400),
    ):
        for path in ("/review/change", "/review/decide"):
            answer = curator.post(path, **form)
            assert answer.status_code == (
                400 if path.endswith("change") and form["act"] == "correct" else status
            )


@pytest.mark.parametrize(("act", "field"), FIELDS)
def test_a_form_of_the_review_takes_any_value(curator: Curator, act: str, field: str) -> None:
    """One wrong value of each sort, each by another field; nothing is published."""
    at = FIELDS.index((act, field))
    for value in (WRONG[at % len(WRONG)], WRONG[(at + 4) % len(WRONG)]):
        form = {**ACTS[act], field: value}
        body = {name: one.encode("utf-8", "replace").decode() for name, one in form.items()}
        answer = curator.post("/review/change", act=act, **body)
        assert answer.status_code < 500, (value[:40], answer.text[:500])


@pytest.mark.parametrize(
    "field", ["thing", "source", "beside", "why", "row.x", "lang.x", "iri.new", "was.", "act"]
)
def test_the_form_of_a_record_takes_any_value(curator: Curator, field: str) -> None:
    for value in ("_:b", "²", LONG):
        form = {"act": "show", "thing": PERSON.value, "for.new": value, "row.new": value} | {field: value}
        assert curator.post("/review/record", **form).status_code < 500, value[:40]


@pytest.mark.parametrize(
    "address", ["person/nobody", "person/_:b", "x/y", "person/%00", "person/" + "y" * 3000]
)
def test_the_page_of_an_identity_takes_any_address_and_value(curator: Curator, address: str) -> None:
    assert 400 <= curator.get(f"/review/identity/{address}").status_code < 500
    for act in ("accept", "reject", "undo", "x"):
        answer = curator.post(f"/review/identity/{address}", act=act, claim="_:b", decision="²", why="w")
        assert 400 <= answer.status_code < 500, (act, answer.text[:500])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="{}"; filename="f"\r\n\r\ny\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("multipart/form-data; boundary=x; charset=rot13", "--x--\r\n"),
        ("multipart/form-data", "x"),
        ("application/x-www-form-urlencoded; charset=nope", "mark=x"),
        ("application/x-www-form-urlencoded", "mark=x&" + "claim=x&" * 3000),
        ("text/plain", "mark=x"),
        ("application/json", "[]"),
    ],
)
@pytest.mark.parametrize("path", ["sign-in", "sign-out", "change", "decide", "record", "identity/person/x"])
def test_a_form_of_any_shape_is_refused_and_no_fault_of_ours(
    curator: Curator, path: str, kind: str, body: str
) -> None:
    for field in ("mark", "claim") if "{}" in body else ("",):
        answer = curator.send(f"/review/{path}", body.format(field).encode(), kind)
        assert 400 <= answer.status_code < 500, answer.text[:500]
