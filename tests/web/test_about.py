"""The page about the service shows where its answers end, in the reader's language."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest

from graph import limits
from graph.limits import Unit
from graph.store.versions import VersionStore
from tests.web.conftest import Inside
from web.languages import words
from web.settings import Settings, table
from web.views.limits import limit_groups, measure


class Cells(HTMLParser):
    """The texts of a page's table cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside = tag in ("th", "td")
        if self._inside:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_page_about_the_service_shows_every_limit(inside: Inside, language: str) -> None:
    answer = inside.get(f"/about?lang={language}")
    assert answer.status_code == 200
    said, texts = words(language), Cells(answer.text).texts
    shown = dict(pairwise(texts))
    for one in limits.table():
        assert shown[said(one.help)] == measure(one.value, one.unit, said)
    bounds = [one for one in table(Settings()) if one.bounds_answers]
    assert len(bounds) >= 4
    for setting in bounds:
        assert said(setting.help) in shown


def test_what_the_operator_has_set_is_shown(five_reports_root: VersionStore) -> None:
    settings = Settings(store=five_reports_root.root, query_rows=77, query_timeout=2.5)
    first = limit_groups(settings, words("en"))[0]
    assert {row.value for row in first.rows} >= {"77", "2.5 seconds"}


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (268_435_456, Unit.BYTES, "256 MB"),
        (4_000_000, Unit.BYTES, "4 MB"),
        (65_536, Unit.BYTES, "64 KB"),
        (1001, Unit.BYTES, "1,001 bytes"),
        (1024, Unit.MEGABYTES, "1,024 MB"),
        (2.0, Unit.SECONDS, "2 seconds"),
        (0, Unit.COUNT, "0"),
    ],
)
def test_a_value_is_written_in_a_unit_that_can_be_read(value: float, unit: Unit, written: str) -> None:
    assert measure(value, unit, words("en")) == written
