"""Searches, their facets and the passages of the texts are read as records that know nothing of pages."""

import csv
import io
import json
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.errors import InputError
from graph.search.names import Hit
from graph.search.passages import Passage
from graph.store.reader import EmbeddedReader, MemoryReader
from graph.store.versions import VersionStore
from ontology.iris import ID, concept
from ontology.kinds import kind_of
from queries.export.search import SearchDocument, found_rows, to_csv, to_json
from queries.read.facets import LISTED, Details, count_facets, having, read_details
from queries.read.labels import read_labels
from queries.read.search import search_names, suggest_names
from queries.read.snippets import AROUND, TextSource, search_texts, snippet_of
from queries.read.texts import Texts
from queries.read.things import count_kinds, listed_things, specimen, things_of_kind

PLACE = ID + "place/nghe-an"


def hit(name: str, kind: str = "event") -> Hit:
    return Hit(f"{ID}{kind}/{name}", name, "en", kind, exact=False)


def test_a_thing_is_found_with_its_details(five_reports: EmbeddedReader) -> None:
    found = search_names(five_reports, "nghe an")
    assert PLACE in {one.iri for one in found.hits}
    assert found.index is not None
    assert found.index.current
    assert concept("status", "explicit") in found.details.statuses[PLACE]
    assert set(found.iris(found.hits[:3])) >= {one.iri for one in found.hits[:3]}


def test_each_facet_leads_to_as_many_things_as_it_counts(five_reports: EmbeddedReader) -> None:
    whole = search_names(five_reports, "nghe an")
    assert {facet.facet for facet in whole.facets} == {"kind", "type", "place", "year", "language", "status"}
    for facet in whole.facets:
        for value, count in facet.values:
            part = search_names(five_reports, "nghe an", {facet.facet: value})
            assert len(part.hits) == count, (facet.facet, value)


def test_the_counts_of_a_facet_leave_its_own_choice_out_of_account(five_reports: EmbeddedReader) -> None:
    whole, part = (search_names(five_reports, "nghe an", one) for one in ({}, {"kind": "organisation"}))
    assert {one.kind for one in part.hits} == {"organisation"}
    kinds = [[f for f in one.facets if f.facet == "kind"] for one in (whole, part)]
    assert kinds[0] == kinds[1]


def test_a_choice_that_nothing_has_stays_among_the_values(five_reports: EmbeddedReader) -> None:
    found = search_names(five_reports, "nghe an", {"language": "tlh"})
    assert found.hits == ()
    assert ("tlh", 0) in next(one.values for one in found.facets if one.facet == "language")


def test_of_very_many_values_the_most_frequent_are_given_and_years_in_their_order() -> None:
    hits = [hit(f"e{n}") for n in range(40)]
    details = Details(days={one.iri: (f"{1980 + n // 2}", f"{1980 + n // 2}") for n, one in enumerate(hits)})
    (facet,) = count_facets(hits, details, {})
    assert facet.facet == "year"
    assert len(facet.values) == LISTED
    assert [year for year, _ in facet.values] == sorted(year for year, _ in facet.values)
    assert {count for _, count in facet.values} == {2}
    assert having(hits, details, {"year": "1980"}) == tuple(hits[:2])


def test_nothing_is_read_of_no_things(five_reports: EmbeddedReader) -> None:
    assert read_details(five_reports, []) == Details()


def test_a_reader_without_an_index_finds_nothing_and_says_so() -> None:
    found = search_names(MemoryReader(Store()), "nghe an")
    assert found.index is None
    assert found.hits == ()
    assert suggest_names(MemoryReader(Store()), "ngh") == ([], None)


def test_the_beginning_of_a_name_is_enough_for_a_suggestion(five_reports: EmbeddedReader) -> None:
    found, _ = suggest_names(five_reports, "ngh")
    assert found[0].iri == PLACE


def test_json_and_csv_hold_the_same_rows_in_the_language_asked_for(five_reports: EmbeddedReader) -> None:
    found = search_names(five_reports, "nghe an")
    labels = read_labels(five_reports, (one.iri for one in found.hits))
    rows = found_rows(found.hits, found.details, labels, ("vi", "en"))
    written = SearchDocument("nghe an", found.more, rows)
    document = json.loads(to_json(written))
    table = list(csv.DictReader(io.StringIO(to_csv(written))))
    assert [one["iri"] for one in document["found"]] == [one["iri"] for one in table]
    assert next(one["name"] for one in table if one["iri"] == PLACE) == "Nghệ An"
    assert document["q"] == "nghe an"


def test_the_things_of_a_kind_are_all_of_it(five_reports: EmbeddedReader) -> None:
    places = things_of_kind(five_reports, "place")
    assert {kind_of(one) for one in places} == {"place"}
    counts = {one.kind: one.number for one in count_kinds(five_reports, ["place", "post"])}
    assert counts["place"] == len(places)
    assert set(places) <= set(listed_things(five_reports))
    assert kind_of(specimen(five_reports)) == "person"


def test_a_kind_that_has_no_list_is_told(five_reports: EmbeddedReader) -> None:
    with pytest.raises(InputError, match="cannot be listed"):
        things_of_kind(five_reports, "claim")


def test_passages_hold_the_words_where_they_are_marked(
    five_reports: EmbeddedReader, texts: Path, five_reports_root: VersionStore
) -> None:
    found = search_texts(five_reports, five_reports_root.root, "12 ct tw", Texts(texts))
    assert ID + "source/nghe-an-2024-04-ru" in set(found.iris())
    for one in found.snippets:
        words = [one.text[start:end] for start, end in one.marks]
        assert {word.casefold() for word in words} == {"12", "ct", "tw"}
        assert one.printed == words[0]
        assert one.end - one.start == len(one.text)


def test_passages_are_read_a_page_at_a_time(
    five_reports: EmbeddedReader, texts: Path, five_reports_root: VersionStore
) -> None:
    whole = search_texts(five_reports, five_reports_root.root, "nghe an", Texts(texts))
    part = search_texts(five_reports, five_reports_root.root, "nghe an", Texts(texts), skip=1, most=2)
    assert whole.total == len(whole.snippets) > 3
    assert part.snippets == whole.snippets[1:3]
    assert part.total == whole.total


def test_a_long_passage_is_cut_between_words() -> None:
    words = " ".join(f"w{n}" for n in range(400))
    text = f"{words} Vinh {words}"
    source = TextSource(ID + "source/a", "", "vi", "2024", "")
    one = snippet_of(Passage("", 0, len(text)), text, "vinh", source)
    assert one.cut_before
    assert one.cut_after
    assert text[one.start : one.end] == one.text
    assert text[one.start - 1] == text[one.end] == " "
    assert len(one.text) <= 2 * AROUND + len("Vinh")
    assert one.printed == "Vinh"
