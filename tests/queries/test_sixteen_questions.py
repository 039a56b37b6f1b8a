"""The sixteen questions that the five reports answer, each with its answer written out: of the graph as it was loaded,
and as a backup brings it back.
"""

from collections.abc import Callable

import pytest

from graph.backup.restore import restore_backup
from graph.backup.write import write_backup
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from queries.export.results import short
from queries.runner import run

Row = dict[str, str]
Ask = Callable[..., list[Row]]

CEREMONY = "event/cluster-1-signing-2024-04"
PROGRAMME = "programme/cluster-1-2024"
EXPLICIT, INFERRED = "concept/status/explicit", "concept/status/inferred"
ENGLISH, RUSSIAN = "source/nghe-an-2024-04-en", "source/nghe-an-2024-04-ru"
PLACES = (
    "bac-giang", "bac-ninh", "ha-noi", "hai-duong", "hai-phong", "nam-dinh",
    "nghe-an", "ninh-binh", "quang-ninh", "thai-binh", "thanh-hoa", "vinh-phuc",
)  # fmt: skip
CLUSTER = {f"organisation/{place}-union" for place in PLACES}


@pytest.fixture(scope="module")
def restored(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader of the graph of the five reports, as a backup of it is restored elsewhere."""
    folder = tmp_path_factory.mktemp("restored")
    made = write_backup(five_reports_root, folder / "backup.tar.zst")
    store = VersionStore(folder / "store")
    restore_backup(store, made.path)
    return EmbeddedReader.current(store)


@pytest.fixture(params=["five_reports", "restored"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Run a query of the catalogue, and give its rows with terms written short."""
    reader: Reader = request.getfixturevalue(request.param)

    def rows(name: str, **params: str) -> list[Row]:
        answer = run(reader, name, params)
        return [dict(zip(answer.variables, map(short, row), strict=True)) for row in answer.rows]

    return rows


def pick(rows: list[Row], *columns: str) -> set[tuple[str, ...]]:
    """Return the distinct values of some columns."""
    return {tuple(row[column] for column in columns) for row in rows}


def test_question_01_numbered_documents_in_the_reporting_on_the_ceremony(ask: Ask) -> None:
    """The Russian report names three documents by number; the English one of the same ceremony names none."""
    rows = ask("documents-in-reporting", event=CEREMONY)
    assert pick(rows, "sourceLanguage", "identifier", "date") == {
        ("en", "", ""),
        ("ru", "12-KL/TW", "2021-08-12"),
        ("ru", "12-CT/TW", "2022-01-05"),
        ("ru", "25-CT/TW", "2018-08-08"),
    }
    assert pick(rows, "source", "sourceLanguage") == {(ENGLISH, "en"), (RUSSIAN, "ru")}


@pytest.mark.parametrize(
    ("document", "number", "issuer", "date"),
    [
        ("document/12-ct-tw-2022-01-05", "12-CT/TW", "organisation/cpv-secretariat", "2022-01-05"),
        ("document/12-kl-tw-2021-08-12", "12-KL/TW", "organisation/cpv-politburo", "2021-08-12"),
    ],
)
def test_question_02_issuer_and_date_of_a_document(
    ask: Ask, document: str, number: str, issuer: str, date: str
) -> None:
    """12-CT/TW is the Secretariat's of 5 January 2022, 12-KL/TW the Politburo's of 12 August 2021."""
    rows = ask("document-record", document=document)
    assert pick(rows, "identifier", "issuer", "date") == {(number, issuer, date)}


def test_question_02_a_number_is_no_key(ask: Ask) -> None:
    """Three directives are numbered 12-CT/TW; two of them were issued on a 5 January, by different bodies."""
    rows = ask("documents-by-number", number="12-CT/TW")
    assert pick(rows, "date", "issuer") == {
        ("2007-05-03", "organisation/cpv-politburo"),
        ("2017-01-05", "organisation/cpv-politburo"),
        ("2022-01-05", "organisation/cpv-secretariat"),
    }


@pytest.mark.parametrize("document", ["12-ct-tw-2022-01-05", "12-kl-tw-2021-08-12", "25-ct-tw-2018-08-08"])
def test_question_03_what_cites_a_document(ask: Ask, document: str) -> None:
    """The event cites it by the report's words; that the programme does, and the task in whose passage the words stand
    with what that is a part of, is inferred, and says why.
    """
    rows = ask("citations-of-document", document=f"document/{document}")
    assert pick(rows, "thing", "status") == {
        (CEREMONY, EXPLICIT),
        (PROGRAMME, INFERRED),
        ("programme/cluster-1-calls-2024", INFERRED),
        ("task/cluster-1-calls-2024-8", INFERRED),
    }
    assert pick(rows, "source") == {(RUSSIAN,)}
    assert {bool(row["reason"]) for row in rows if row["status"] == INFERRED} == {True}
    assert all(int(row["textStart"]) < int(row["textEnd"]) for row in rows)


def test_question_04_citations_that_resolve_to_no_single_document(ask: Ask) -> None:
    """Congress, plenum, class and campaign words name no single document; each stands at its place."""
    rows = ask("unresolved-citations")
    assert not pick(rows, "kind") & {("concept/citation/full",), ("concept/citation/short",)}
    assert all(row["source"] and int(row["textStart"]) < int(row["textEnd"]) for row in rows)
    assert pick(rows, "wording", "kind") >= {
        ("new directives on people-to-people diplomacy", "concept/citation/class"),
        ("новой Директивы о народных внешних сношениях", "concept/citation/class"),
        ("Центральной резолюции 4 (XII, XIII семестр)", "concept/citation/plenum"),
        ("resolutions of the 13th National Party Congress", "concept/citation/congress"),
        ("le plan opérationnel", "concept/citation/class"),
    }
    plenum = [row for row in rows if row["kind"] == "concept/citation/plenum"]
    assert pick(plenum, "refersTo") >= {("term/cpv-12",), ("term/cpv-13",)}
    russian = ask("unresolved-citations", **{"in": RUSSIAN, "type": "concept/citation/congress"})
    assert pick(russian, "refersTo") == {("congress/cpv-13",), ("congress/vufo-6",)}


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        ("2024-03-31", set()),
        ("2024-04-02", {("person/nguyen-van-thong", "known")}),
        ("2024-08-01", {("person/nguyen-van-thong", "not known to have ended")}),
        ("2024-09-17", {("person/hoang-nghia-hieu", "known")}),
        ("2024-10-01", {("person/hoang-nghia-hieu", "not known to have ended")}),
    ],
)
def test_question_05_who_held_a_post_on_a_day(ask: Ask, day: str, holders: set[tuple[str, str]]) -> None:
    """Nguyen Van Thong chaired the Nghe An union in April 2024, Hoang Nghia Hieu from 17 September; before, unknown."""
    rows = ask("holders-of-post", post="post/nghe-an-union-chair", day=day)
    assert pick(rows, "person", "holding") == holders


def test_question_06_roles_of_one_person(ask: Ask) -> None:
    """Nguyen Ngoc Hung is vice president of the national union as of two days, and spoke on both."""
    rows = ask("roles-of-person", person="person/nguyen-ngoc-hung")
    assert pick(rows, "role", "in", "asOf") == {
        ("concept/role/vice-chair", "organisation/vufo", "2024-09-17"),
        ("concept/role/vice-chair", "organisation/vufo", "2025-04-25"),
        ("concept/role/speaker", "congress/nghe-an-union-6", "2024-09-17"),
        ("concept/role/presenter", "event/nghe-an-union-6-certificates", "2024-09-17"),
        ("concept/role/speaker", "event/cluster-1-conference-2025-04-25", "2025-04-25"),
    }


def test_question_07_members_of_a_body_on_a_day(ask: Ask) -> None:
    """Cluster 1 has twelve members in April 2024."""
    rows = ask("members-of-body", body="organisation/cluster-1", day="2024-04-02")
    assert pick(rows, "member", "holding") == {(member, "known") for member in CLUSTER}
    assert len(rows) == 12


def test_question_07_differences_between_two_days(ask: Ask) -> None:
    """Eleven are listed on both days; Bac Ninh is not listed in 2025, and no source says that it left."""
    rows = ask("membership-changes", body="organisation/cluster-1", day="2024-04-02", later="2025-04-25")
    said = {row["member"]: row["sources"] for row in rows}
    assert set(said) == CLUSTER
    assert said.pop("organisation/bac-ninh-union") == (
        "listed on the first day, not on the later one; no source says it left"
    )
    assert set(said.values()) == {"listed on both days"}
    later = ask("members-of-body", body="organisation/cluster-1", day="2025-04-25")
    assert ("organisation/bac-ninh-union", "not known to have ended") in pick(later, "member", "holding")


def test_question_08_where_and_when_an_event_was_by_source(ask: Ask) -> None:
    """Both reports set the ceremony in Dien Bien; English says April 2024, Russian 1 to 3 April, and they agree."""
    rows = ask("event-dates-and-places", event=CEREMONY)
    precision = "agrees; another source is more or less precise"
    assert pick(rows, "property", "value", "sourceLanguage", "agreement") == {
        ("schema:location", "place/dien-bien", "en", "agrees"),
        ("schema:location", "place/dien-bien", "ru", "agrees"),
        ("schema:startDate", "2024-04", "en", precision),
        ("schema:startDate", "2024-04-01", "ru", precision),
        ("schema:endDate", "2024-04", "en", precision),
        ("schema:endDate", "2024-04-03", "ru", precision),
    }


def test_question_09_what_rests_on_one_language(ask: Ask) -> None:
    """That the ceremony cites the three documents rests on Russian; that Nguyen Duc Tuan has posts, on English."""
    russian = pick(ask("statements-in-one-language", only="ru"), "subject", "predicate", "object")
    for citation in ("12-kl-tw", "12-ct-tw", "25-ct-tw"):
        assert (f"citation/nghe-an-2024-04-ru-{citation}", "hn:citing", CEREMONY) in russian
    assert (CEREMONY, "schema:location", "place/dien-bien") not in russian
    english = ask(
        "statements-in-one-language", only="en", thing="tenure/nguyen-duc-tuan-hai-duong-union-chair"
    )
    assert ("org:member", "person/nguyen-duc-tuan") in pick(english, "predicate", "object")


def test_question_10_which_congress_an_ordinal_means(ask: Ask) -> None:
    """There are two sixth congresses, of the Nghe An union in 2024 and of the national one; the 13th is the Party's."""
    assert pick(ask("congresses-by-ordinal", ordinal="6"), "congress", "body") == {
        ("congress/nghe-an-union-6", "organisation/nghe-an-union"),
        ("congress/vufo-6", "organisation/vufo"),
    }
    assert pick(ask("congresses-by-ordinal", ordinal="13"), "congress", "body") == {
        ("congress/cpv-13", "organisation/cpv")
    }


def test_question_11_plans_and_programmes_by_period(ask: Ask) -> None:
    """Two of Group 1 are for 2024, two of Cluster 1 for 2025; a regulation is for 2021-2026, seven tasks for a term."""
    assert pick(ask("programmes-by-period"), "programme", "start", "end") >= {
        (PROGRAMME, "2024", "2024"),
        ("programme/cluster-1-commitments-2024", "2024", "2024"),
        ("programme/cluster-1-action-plan-2025", "2025", "2025"),
        ("programme/cluster-1-emulation-agreement-2025", "2025", "2025"),
        ("programme/nghe-an-coordination-regulation-2021-2026", "2021", "2026"),
        ("programme/nghe-an-union-key-tasks-2024-2029", "2024", "2029"),
    }
    assert pick(ask("programmes-by-period", day="2025-06-01"), "programme") == {
        ("programme/cluster-1-action-plan-2025",),
        ("programme/cluster-1-emulation-agreement-2025",),
        ("programme/nghe-an-coordination-regulation-2021-2026",),
        ("programme/nghe-an-union-key-tasks-2024-2029",),
    }


def test_question_12_what_rests_on_captions_only(ask: Ask) -> None:
    """Nguyen Duc Tuan, his posts, the emulation agreement and the gifts stand in captions of one report only."""
    rows = ask("statements-from-captions")
    said = pick(rows, "subject", "predicate", "object")
    assert {
        (f"tenure/nguyen-duc-tuan-hai-duong-{post}", "org:member", "person/nguyen-duc-tuan")
        for post in ("union-chair", "fatherland-front-chair", "party-standing-committee-member")
    } <= said
    assert any(subject == "programme/cluster-1-emulation-agreement-2025" for subject, _, _ in said)
    assert any(subject == "event/cluster-1-gifts-2025" for subject, _, _ in said)
    assert pick(rows, "source") <= {
        ("source/hai-duong-2025-04-en",),
        ("source/nghe-an-2024-09-en",),
        (ENGLISH,),
    }


def test_question_13_what_would_vanish_without_a_source(ask: Ask) -> None:
    """Without the Russian report the three citations are gone; the place of the ceremony stays."""
    lost = pick(ask("statements-lost-without-source", source=RUSSIAN), "subject", "predicate", "object")
    for citation, document in (
        ("12-kl-tw", "12-kl-tw-2021-08-12"),
        ("12-ct-tw", "12-ct-tw-2022-01-05"),
        ("25-ct-tw", "25-ct-tw-2018-08-08"),
    ):
        assert (f"citation/nghe-an-2024-04-ru-{citation}", "hn:cited", f"document/{document}") in lost
    assert (CEREMONY, "schema:startDate", "2024-04-01") in lost
    assert (CEREMONY, "schema:location", "place/dien-bien") not in lost


def test_question_14_every_name_of_a_thing_by_language(ask: Ask) -> None:
    """The Nghe An union has names in English, Russian and Vietnamese; no report prints the Vietnamese ones."""
    rows = ask("names-of-thing", thing="organisation/nghe-an-union")
    assert pick(rows, "nameLanguage") == {("en",), ("ru",), ("vi",)}
    assert pick(rows, "name", "nameLanguage", "kind") >= {
        ("Nghe An Union of Friendship Organizations", "en", "preferred"),
        ("Union of Friendship Organizations of Nghe An", "en", "other form"),
        ("Союз организаций дружбы провинции Нгеан", "ru", "preferred"),
        ("Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An", "vi", "preferred"),
    }
    vietnamese = {row["source"] for row in rows if row["nameLanguage"] == "vi"}
    assert vietnamese.isdisjoint({ENGLISH, RUSSIAN, "source/nghe-an-2024-09-en"})
    assert all(vietnamese)


def test_question_15_independent_witnesses_of_a_statement(ask: Ask) -> None:
    """The English and French reports on Hai Duong are one witness; so are a newspaper's two on the ceremony."""
    conference = {"subject": "event/cluster-1-conference-2025-04-25"}
    (held,) = ask("witnesses-of-statement", property="schema:organizer", **conference)
    assert (held["object"], held["witnesses"], held["sources"]) == ("organisation/cluster-1", "1", "2")
    place = {"property": "schema:location"}
    (where,) = ask("witnesses-of-statement", **place, **conference)  # they say "in Hai Duong": it is inferred
    assert (where["object"], where["witnesses"], where["sources"]) == ("place/hai-duong", "0", "0")
    (ceremony,) = ask("witnesses-of-statement", subject=CEREMONY, **place)
    assert (ceremony["object"], ceremony["witnesses"], ceremony["sources"]) == ("place/dien-bien", "1", "2")


def test_question_16_the_chain_of_documents_above_a_programme(ask: Ask) -> None:
    """The programme cites three documents; above them stand 36-NQ/TW, 45-CT/TW and 04-CT/TW."""
    rows = ask("documents-above-programme", programme=PROGRAMME)
    assert pick(rows, "from", "relation", "document") == {
        (PROGRAMME, "schema:citation", "document/12-kl-tw-2021-08-12"),
        (PROGRAMME, "schema:citation", "document/12-ct-tw-2022-01-05"),
        (PROGRAMME, "schema:citation", "document/25-ct-tw-2018-08-08"),
        ("document/12-kl-tw-2021-08-12", "hn:implements", "document/36-nq-tw-2004-03-26"),
        ("document/12-kl-tw-2021-08-12", "hn:implements", "document/45-ct-tw-2015-05-19"),
        ("document/45-ct-tw-2015-05-19", "hn:implements", "document/36-nq-tw-2004-03-26"),
        ("document/12-ct-tw-2022-01-05", "hn:follows", "document/04-ct-tw-2011-07-06"),
    }


def test_words_in_an_answer_are_in_the_language_asked_for(ask: Ask) -> None:
    """Names and the words of an answer come in Vietnamese; the things are the same."""
    post = {"post": "post/nghe-an-union-chair", "day": "2024-10-01"}
    (row,) = ask("holders-of-post", language="vi", **post)
    assert (row["person"], row["personName"]) == ("person/hoang-nghia-hieu", "Hoàng Nghĩa Hiếu")
    assert row["holding"] == "chưa thấy nói đã thôi"
