"""Addresses of things whose IRI gave way to another: they lead on for good, to the same document."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode

from graph.claims.replaced import put_replaced
from graph.store.versions import VersionStore
from huunghi import main
from ontology.iris import ID, mint
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

OLD, NOW = mint("citation", "nghe-an-2024-04-ru-2904"), mint("citation", "nghe-an-2024-04-ru-12-kl-tw")


@pytest.fixture
def pages(five_reports_copy: VersionStore) -> Iterator[Inside]:
    with five_reports_copy.change(note="replace an IRI") as change:
        put_replaced(change.store, NamedNode(OLD), NamedNode(NOW))
    inside = Inside(five_reports_copy.root)
    yield inside
    inside.close()


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/id/citation/nghe-an-2024-04-ru-2904", "/id/citation/nghe-an-2024-04-ru-12-kl-tw"),
        ("/id/citation/nghe-an-2024-04-ru-2904.ttl", "/id/citation/nghe-an-2024-04-ru-12-kl-tw.ttl"),
        (
            "/id/citation/nghe-an-2024-04-ru-2904.html?at=2024-04-02",
            "/id/citation/nghe-an-2024-04-ru-12-kl-tw.html?at=2024-04-02",
        ),
        ("/trace/citation/nghe-an-2024-04-ru-2904", "/trace/citation/nghe-an-2024-04-ru-12-kl-tw"),
    ],
)
def test_a_replaced_iri_answers_308(pages: Inside, asked: str, led_to: str) -> None:
    answer = pages.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (308, led_to)


def test_the_command_line_leads_on_too(pages: Inside, five_reports_copy: VersionStore) -> None:
    """And says so apart from what is known."""
    runner, store = CliRunner(), ["--store", str(five_reports_copy.root)]
    for asked in (OLD, OLD.removeprefix(ID)):
        shown = runner.invoke(main, [*store, "show", asked, "--format", "turtle"])
        assert shown.exit_code == 0
        assert "is citation/nghe-an-2024-04-ru-12-kl-tw now" in shown.stderr
        assert "12-KL/TW" in shown.stdout


def test_the_iri_in_its_place_answers_itself(pages: Inside) -> None:
    assert pages.get("/id/citation/nghe-an-2024-04-ru-12-kl-tw.html").status_code == 200
