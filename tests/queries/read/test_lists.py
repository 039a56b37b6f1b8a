"""Lists of a kind: in the order of a column, filtered, counted as everywhere else, and the same in each format."""

import csv
import io

import pytest

from graph.store.reader import EmbeddedReader
from ontology.iris import ID
from ontology.kinds import kind_of
from queries.export.lists import list_document, to_csv
from queries.read.columns import Column, read_columns
from queries.read.facets import first_and_last
from queries.read.labels import read_labels
from queries.read.lists import (
    COLUMNS,
    Order,
    classes_of_other_data,
    columns_of,
    days_of,
    order_from,
    read_list,
    things_in,
)
from queries.read.things import count_kinds

EN, VI = ("en", "vi"), ("vi", "en")


def names(reader: EmbeddedReader, kind: str, languages: tuple[str, ...]) -> list[str]:
    things = read_list(reader, kind, {}, order_from("name", kind, languages)).things
    labels = read_labels(reader, things)
    return [labels.name(one, languages).text for one in things]


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_a_list_holds_as_many_things_as_are_counted(five_reports: EmbeddedReader, kind: str) -> None:
    listed = read_list(five_reports, kind, {}, order_from("", kind, EN))
    assert [one.number for one in count_kinds(five_reports, [kind])] == [len(listed.things)]
    assert len(set(listed.things)) == len(listed.things)
    assert not listed.capped


@pytest.mark.parametrize("kind", ["document", "place", "source", "person"])
def test_each_facet_of_a_list_leads_to_as_many_things_as_it_counts(
    five_reports: EmbeddedReader, kind: str
) -> None:
    order = order_from("", kind, EN)
    facets = read_list(five_reports, kind, {}, order).facets
    assert facets
    for facet in facets:
        for value, count in facet.values:
            assert len(read_list(five_reports, kind, {facet.facet: value}, order).things) == count


def test_places_come_in_the_order_of_the_readers_alphabet(five_reports: EmbeddedReader) -> None:
    """In Vietnamese Đ comes after all names with D, and Đà Nẵng before Đồng Nai; in English no mark counts."""
    vietnamese = names(five_reports, "place", VI)
    first = next(at for at, name in enumerate(vietnamese) if name.startswith("Đ"))
    assert not any(name.startswith("D") for name in vietnamese[first:])
    assert vietnamese.index("Đà Nẵng") < vietnamese.index("Đồng Nai")
    assert vietnamese.index("Cà Mau") < vietnamese.index("Cao Bằng") < vietnamese.index("Cần Thơ")
    english = names(five_reports, "place", EN)
    assert english.index("Da Nang") < english.index("Dak Lak") < english.index("Dien Bien")


def test_documents_are_sorted_by_number_day_and_citers(five_reports: EmbeddedReader) -> None:
    """9 would come before 12; what has no value in a column comes last in both directions."""

    def in_order(sort: str) -> list[str]:
        listed = read_list(five_reports, "document", {}, order_from(sort, "document", EN))
        columns = read_columns(five_reports, listed.things)
        column = Column(sort.removeprefix("-"))
        return ["".join(columns.texts_of(one, column)[:1]) for one in listed.things]

    numbers = [one for one in in_order("number") if one]
    assert [one.split("-")[0] for one in numbers[:4]] == ["04", "12", "12", "12"]
    assert numbers.index("47-QĐ/TW") < numbers.index("169/NQ-CP") < numbers.index("202/2025/QH15")
    days = in_order("day")
    assert days[-1] == ""
    assert days[:-1] == sorted(days[:-1])
    down = in_order("-day")
    assert down[-1] == ""
    assert down[:-1] == sorted(days[:-1], reverse=True)
    cited = read_list(five_reports, "document", {}, order_from("-cited-by", "document", EN)).things
    assert {one.removeprefix(ID + "document/") for one in cited[:3]} == {
        "12-ct-tw-2022-01-05",
        "12-kl-tw-2021-08-12",
        "25-ct-tw-2018-08-08",
    }


def test_a_sort_that_is_no_column_of_the_list_is_that_of_its_first_column() -> None:
    assert order_from("-claims", "place", EN) == Order(Column.NAME, descending=False, languages=EN)
    assert columns_of("http://example.org/Class")[0] is Column.NAME


def test_counts_tell_the_kinds_of_what_cites(five_reports: EmbeddedReader) -> None:
    one = ID + "document/12-ct-tw-2022-01-05"
    citing = read_columns(five_reports, [one]).citing[one]
    assert {kind: count.number for kind, count in citing.items()} == {"programme": 2, "event": 1, "task": 1}
    assert not any(count.capped for count in citing.values())


def test_posts_are_those_of_the_day_that_is_asked(five_reports: EmbeddedReader) -> None:
    union = ID + "organisation/nghe-an-union"
    before, after = (read_columns(five_reports, [union], at=day) for day in ("2024-09-01", "2024-10-01"))
    leaders = [
        {one.person.removeprefix(ID) for one in columns.tenures.get(union, ())} for columns in (before, after)
    ]
    assert "person/hoang-nghia-hieu" not in leaders[0]
    assert leaders[1] == {"person/hoang-nghia-hieu"}


def test_the_days_of_what_was_signed_are_those_of_its_event(five_reports: EmbeddedReader) -> None:
    programme = ID + "programme/cluster-1-2024"
    columns = read_columns(five_reports, [programme])
    assert first_and_last(days_of(programme, columns)) == ("2024-04-01", "2024-04-03")
    assert things_in(programme, Column.PLACE, columns) == (ID + "place/dien-bien",)


def test_a_download_holds_the_list_in_its_order(five_reports: EmbeddedReader) -> None:
    order = order_from("-day", "document", EN)
    listed = read_list(five_reports, "document", {}, order)
    columns = read_columns(five_reports, listed.things, wanted=listed.columns)
    labels = read_labels(five_reports, [*listed.things, *columns.iris()])
    document = list_document(
        "document", "-day", listed.things, listed.columns, columns, labels, EN, more=False
    )
    rows = list(csv.DictReader(io.StringIO(to_csv(document))))
    assert [one["iri"] for one in rows] == list(listed.things)
    (cited,) = (one for one in rows if one["iri"].endswith("12-ct-tw-2022-01-05"))
    assert cited["number"] == "12-CT/TW"
    assert cited["day"] == "2022-01-05"
    assert cited["issuer"] == "Secretariat of the Central Committee"
    assert cited["cited-by"] == "1 event; 2 programme; 1 task"
    assert {kind_of(one["iri"]) for one in rows} == {"document", "programme"}  # one programme is a regulation


def test_our_own_classes_are_no_classes_of_other_data(five_reports: EmbeddedReader) -> None:
    assert classes_of_other_data(five_reports) == ()
