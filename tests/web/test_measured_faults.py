"""The faults of pages that were measured, each with the tests that hold its right value; and the tests that no other
module has.
"""

import ast
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.web import measures
from tests.web.conftest import Inside
from tests.web.kinds import PAGES

TESTS: Final = Path(__file__).resolve().parents[1]
FAULTS: Final = {
    "counts stop at a limit and say so as if exact": (
        "test_a_thing_with_very_many_values_is_counted_to_the_last_and_keeps_its_name",
        "test_no_label_is_cut_where_things_have_very_many",
    ),
    "an rdfs:label is in no format": ("test_an_rdfs_label_is_a_name_in_every_format_and_language",),
    "odd IRIs and triple terms answer 500": (
        "test_documents_of_such_things_are_whole",
        "test_a_triple_term_is_read_as_a_statement",
    ),
    "the page of a passage shows none, that of a source nothing to read": (
        "test_they_stand_marked_in_their_paragraph",
        "test_the_whole_text_stands_on_the_page_once_and_in_order",
    ),
    "evidence is cut and names a run by its identifier": (
        "test_a_line_of_evidence_begins_with_the_words_and_goes_on_beyond_them",
        "test_no_identifier_of_a_run_stands_in_running_text",
    ),
    "a programme begins far below, one reference counts once a language": (
        "test_a_page_begins_with_what_is_known",
        "test_three_documents_and_eight_other_things_are_cited_each_once",
    ),
    "signs are red and told by hovering": ("test_only_a_dispute_has_the_colour_of_warnings",),
    "counts disagree": ("test_the_counts_of_home_lists_and_searches_agree",),
    "a search slips into function words and knows no swapped letters": (
        "test_a_search_finds",
        "test_a_search_does_not_find",
        "test_a_row_tells_what_one_looks_for",
        "test_where_no_texts_are_there_is_no_tab_of_texts",
    ),
    "lists are bare names with empty columns": (
        "test_a_list_has_the_columns_of_its_kind_and_none_that_is_empty",
        "test_days_that_a_vague_one_begins_are_said_once",
    ),
    "the first sheet of paper is nearly empty": ("test_the_first_sheet_of_paper_is_full",),
    "the first page shows no trace, its suggestions are broken": (
        "test_the_finding_leads_to_the_documents_the_words_both_reports_and_its_trace",
        "test_suggestions_of_the_first_page_open_right_below_its_field",
    ),
    "the graph moves while it loads": ("test_a_page_does_not_shift_when_it_loads",),
    "things in named graphs, blank nodes and odd dates are lost": (
        "test_a_thing_in_a_named_graph_is_found",
        "test_what_leads_to_blank_nodes_is_told_alike_in_every_format",
        "test_dates_of_any_year_and_times_are_whole",
    ),
    "claims, runs and versions are dead ends": (
        "test_a_claim_says_who_says_what_in_which_words_and_when_it_was_recorded",
        "test_a_run_says_when_it_ended_how_many_claims_it_recorded_and_leads_to_some",
        "test_every_page_leads_to_the_feed_of_versions",
        "test_keys_step_through_the_statements_and_lead_to_the_search",
        "test_a_long_page_has_contents_that_lead_to_its_parts",
    ),
}
"""What was wrong, and the names of tests that see that it is right."""


def test_each_measured_fault_has_its_tests() -> None:
    there = {
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(FAULTS) == 15
    assert {name for names in FAULTS.values() for name in names} - there == set()


@pytest.mark.parametrize("name", ["programme", "trace-programme", "person", "document", "matrix"])
def test_only_a_dispute_has_the_colour_of_warnings(inside: Inside, name: str) -> None:
    """Nothing is disputed on these pages."""
    assert 'class="sign warn"' not in inside.get(PAGES[name]).text


def test_a_long_page_has_contents_that_lead_to_its_parts(inside: Inside) -> None:
    page = inside.get("/about").text
    contents = page[page.index('<nav aria-label="Contents"') : page.index("</nav>", page.index("<main"))]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert len(anchors) >= 7
    assert [one for one in anchors if f'id="{one}"' not in page] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["person", "programme"])
def test_the_first_sheet_of_paper_is_full(browser: Browser, site: str, name: str) -> None:
    context = browser.new_context(viewport=measures.WINDOW, base_url=site, locale="en-GB")
    page = context.new_page()
    page.goto(PAGES[name])
    filled = measures.fill_of_first_sheet(page)
    context.close()
    assert filled is not None
    assert filled > 0.8


@pytest.mark.browser
def test_suggestions_of_the_first_page_open_right_below_its_field(browser: Browser, site: str) -> None:
    for width in (360, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, locale="en-GB")
        page = context.new_page()
        page.goto("/")
        page.locator("#q2").press_sequentially("nghe an")
        page.locator("#offers-q2 li").first.wait_for()
        field = page.locator(".find.wide").bounding_box()
        offers = page.locator("#offers-q2").bounding_box()
        context.close()
        assert field is not None
        assert offers is not None
        assert abs(offers["y"] - field["y"] - field["height"]) <= 2
        assert abs(offers["x"] - field["x"]) <= 2
        assert offers["width"] >= field["width"] - 4
