"""People and local bodies that share names: who is who in articles of four provinces and four languages."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from graph.claims.claim import CONTEXT_NAME, PROPOSED, SAME_AS
from graph.review.decisions import Reviewer, accept, reject
from graph.review.queue import proposals
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.claims.people import people_of
from loaders.articles.claims.text_people import KnownPerson, Text
from loaders.articles.load import load_articles
from loaders.articles.mentions.find import Gazetteer, Name, mentions
from loaders.articles.mentions.known import known_graph
from loaders.articles.records import Participation, Passage, PrintedName, Role, When
from ontology.iris import mint, name_of
from ontology.terms import hn, org, skos

LAN = Reviewer("Lan")

LAI_CHAU = (
    "Liên hiệp Lai Châu họp\n\n"
    "Ngày 12/3/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ chức hội nghị tổng kết. Ông Nguyễn Ngọc Hưng, "
    "Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu, phát biểu.\n\n"
    "Ông Lê Văn Tuấn, Phó Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu, khai mạc.\n\n"
    "Ông Lê Văn Tuân, Phó Chủ tịch Ủy ban nhân dân tỉnh Lai Châu, cùng dự.\n"
)
KON_TUM = (
    "Union of Kon Tum holds a conference\n\n"
    "On 20 May 2024, the Union of Friendship Organizations of Kon Tum province held a conference. Le Van Tuan, "
    "Chairman of the Union of Friendship Organizations of Kon Tum province, opened it. The Provincial Party Committee "
    "sent its greetings.\n"
)
KON_TUM_RU = (
    "Союз Контума провел конференцию\n\n"
    "20 мая 2024 года Союз организаций дружбы провинции Контум провел конференцию. Её открыл Ле Ван Туан, председатель "
    "Союза организаций дружбы провинции Контум.\n"
)
NGHE_AN_FR = (
    "L'Union de Nghe An tient une conférence\n\n"
    "Le 20 mai 2024, l'Union des organisations d'amitié de la province de Nghe An a tenu une conférence. M. Nguyên Van "
    "Thong, président de l'Union des organisations d'amitié de la province de Nghe An, a pris la parole.\n"
)


@pytest.fixture(scope="module")
def loaded(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    """The tables and the articles below. Do not change it."""
    root = tmp_path_factory.mktemp("people")
    shutil.copytree(five_reports_root.root, root / "store", symlinks=True)
    versions = VersionStore(root / "store")
    load_articles(versions, folder_of(root / "articles"), workers=1)
    return versions


@pytest.fixture
def copied(loaded: VersionStore, tmp_path: Path) -> VersionStore:
    """A copy of them, to be changed."""
    shutil.copytree(loaded.root, tmp_path / "store", symlinks=True)
    return VersionStore(tmp_path / "store")


def folder_of(folder: Path, **more: str) -> Path:
    folder.mkdir(exist_ok=True)
    told = {
        "lai-chau.vi": LAI_CHAU,
        "kon-tum.en": KON_TUM,
        "kon-tum-2.ru": KON_TUM_RU,
        "nghe-an.fr": NGHE_AN_FR,
    }
    for name, text in {**told, **more}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def people(versions: VersionStore, source: str) -> set[str]:
    """The people that an article's claims of posts speak of."""
    store = versions.require_current().open().store
    graph = NamedNode(f"https://w3id.org/huunghi/graph/source/{source}")
    said = {
        q.subject: q.object for q in store.quads_for_pattern(None, NamedNode(str(PREDICATE)), None, graph)
    }
    found = [c for c, p in said.items() if p == NamedNode(org.member)]
    values = [
        q.object for c in found for q in store.quads_for_pattern(c, NamedNode(str(OBJECT)), None, graph)
    ]
    return {name.slug for v in values if (name := name_of(v.value))}  # type: ignore[union-attr]


PREDICATE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate"
OBJECT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#object"


def same(versions: VersionStore) -> set[tuple[str, str]]:
    """The pairs that are said to be one, by claim."""
    rows = (
        EmbeddedReader(versions.require_current().open())
        .select(
            "SELECT ?a ?b { GRAPH ?g { ?c rdf:predicate owl:sameAs ; hn:status ?s ; rdf:subject ?a ; rdf:object ?b }"
            " FILTER(?s = <https://w3id.org/huunghi/concept/status/proposed>) }"
        )
        .rows
    )
    return {(a.value.rpartition("/")[2], b.value.rpartition("/")[2]) for a, b in rows}  # type: ignore[union-attr]


def test_a_name_that_differs_by_a_mark_is_another_persons(loaded: VersionStore) -> None:
    """Nguyễn Ngọc Hùng of the national union is not Nguyễn Ngọc Hưng of Lai Châu, nor gets his name."""
    assert people(loaded, "lai-chau-vi") == {
        "nguyen-ngoc-hung-lai-chau-union",
        "le-van-tuan-lai-chau-union",
        "le-van-tuan-lai-chau-peoples-committee",
    }
    reader = EmbeddedReader(loaded.require_current().open())
    named = reader.select(
        f"SELECT ?n {{ GRAPH ?g {{ ?c rdf:subject <{mint('person', 'nguyen-ngoc-hung')}> ; rdf:object ?n }} }}"
    ).rows
    assert "Nguyễn Ngọc Hưng" not in {row[0].value for row in named}  # type: ignore[union-attr]


def test_one_name_in_two_provinces_is_two_people_who_may_be_one(loaded: VersionStore) -> None:
    assert people(loaded, "kon-tum-en") == {"le-van-tuan-kon-tum-union"}
    pairs = {frozenset(pair) for pair in same(loaded)}
    assert frozenset({"le-van-tuan-lai-chau-union", "le-van-tuan-kon-tum-union"}) in pairs
    # Tuấn and Tuân are two names, so that these are not proposed to be one.
    two = {"le-van-tuan-lai-chau-union", "le-van-tuan-lai-chau-peoples-committee"}
    assert frozenset(two) not in pairs


def test_one_name_in_one_body_is_one_person_in_any_script(loaded: VersionStore) -> None:
    assert people(loaded, "kon-tum-2-ru") == {"le-van-tuan-kon-tum-union"}


def test_whose_iri_ends_in_a_bodys_name_takes_part_as_a_person(loaded: VersionStore) -> None:
    """`le-van-tuan-kon-tum-union` reads as a union; no union of that name is claimed, and no person called so."""
    reader = EmbeddedReader(loaded.require_current().open())
    rows = reader.select(
        "SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o } }"
    ).rows
    said = [(s.value, p.value, o.value) for s, p, o in rows]  # type: ignore[union-attr]
    agents = {o.rpartition("/id/")[2] for _, p, o in said if p == hn.agent}
    assert "person/nguyen-ngoc-hung-lai-chau-union" in agents
    things = {name for s, _, _ in said if (name := name_of(s))}
    slugs = {name.slug for name in things if name.kind == "person"}
    assert not slugs & {name.slug for name in things if name.kind == "organisation"}
    names = {
        o for s, p, o in said if s == mint("person", "le-van-tuan-kon-tum-union") and p == skos.prefLabel
    }
    assert names == {"Le Van Tuan"}, "one who is named in Cyrillic alone too"


def test_a_known_person_is_met_where_the_body_fits(loaded: VersionStore) -> None:
    """The French press leaves the tones out."""
    assert people(loaded, "nghe-an-fr") == {"nguyen-van-thong"}


def test_a_body_without_its_place_is_named_in_context_only(loaded: VersionStore) -> None:
    """What one article calls so is not believed of the next: the gazetteer has no such name, before and after."""
    reader = EmbeddedReader(loaded.require_current().open())
    names = {name.text for name in known_graph(reader).names if name.kind == "body"}
    assert not {"Provincial Party Committee", "UBND tỉnh", "Party", "Tỉnh ủy"} & names
    rows = reader.select(
        "SELECT ?thing ?status { GRAPH ?g { ?i a hn:Identification ; rdf:predicate hn:contextName ; hn:status ?status ;"
        " rdf:subject ?thing ; rdf:object ?n } FILTER(STR(?n) = 'Provincial Party Committee' &&"
        " ?g = <https://w3id.org/huunghi/graph/source/kon-tum-en>) }"
    ).rows
    assert [(t.value, s.value) for t, s in rows] == [  # type: ignore[union-attr]
        (mint("organisation", "kon-tum-party-committee"), PROPOSED)
    ]
    store = reader.opened.store
    assert not list(store.quads_for_pattern(None, CONTEXT_NAME, None, None))
    assert not list(store.quads_for_pattern(None, SAME_AS, None, None))


def test_claims_that_were_read_by_a_judged_name_rest_on_it(loaded: VersionStore) -> None:
    """Question 1 of the vocabulary: what falls if this name meant another?"""
    reader = EmbeddedReader(loaded.require_current().open())
    rows = reader.select(
        "SELECT DISTINCT ?p { GRAPH <https://w3id.org/huunghi/graph/source/kon-tum-2-ru> {"
        f" ?i a hn:Identification ; rdf:subject <{mint('person', 'le-van-tuan-kon-tum-union')}> ."
        " ?c prov:wasDerivedFrom+ ?i ; rdf:predicate ?p } }"
    ).rows
    assert {org.member, hn.post} <= {row[0].value for row in rows}  # type: ignore[union-attr]


def test_that_two_people_are_one_waits_for_review_and_is_not_proposed_again(
    copied: VersionStore, tmp_path: Path
) -> None:
    one = mint("person", "le-van-tuan-lai-chau-union")
    store = copied.require_current().open().store
    waiting = [p.claim for p in proposals(store, one) if p.claim.triple.predicate == SAME_AS]
    assert len(waiting) == 1 and waiting[0].reason
    reject(copied, [waiting[0].iri], by=LAN, why="Two provinces.")
    again = KON_TUM.replace("held a conference", "held another conference")
    load_articles(copied, folder_of(tmp_path / "again", **{"kon-tum-3.en": again}), workers=1)
    store = copied.require_current().open().store
    assert not [p for p in proposals(store, one) if p.claim.triple.predicate == SAME_AS]
    different = store.quads_for_pattern(
        None, NamedNode("http://www.w3.org/2002/07/owl#differentFrom"), None, None
    )
    assert len(list(different)) == 1


def test_accepting_it_makes_them_one(copied: VersionStore) -> None:
    one = mint("person", "le-van-tuan-lai-chau-union")
    store = copied.require_current().open().store
    waiting = [p.claim for p in proposals(store, one) if p.claim.triple.predicate == SAME_AS]
    accept(copied, [waiting[0].iri], by=LAN)
    merged = (
        copied.require_current()
        .open()
        .store.quads_for_pattern(NamedNode(one), NamedNode(hn.mergedInto), None, None)
    )
    assert [q.object.value for q in merged] == [mint("person", "le-van-tuan-kon-tum-union")]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("printed", "met"),
    [
        ("Nguyễn Ngọc Hùng", True),
        ("NGUYỄN NGỌC HÙNG", True),
        ("Nguyen Ngoc Hung", True),
        ("Nguyên Ngoc Hung", True),
        ("Nguyễn Ngọc Hưng", False),
        ("NGUYỄN NGỌC HƯNG", False),
        ("Nguyễn Ngọc Hung", False),
    ],
)
def test_the_gazetteer_meets_a_person_by_every_form_that_can_be_his(printed: str, met: bool) -> None:
    known = Gazetteer.of(
        [
            Name("person/nguyen-ngoc-hung", "Nguyễn Ngọc Hùng", "person", "vi"),
            Name("person/nguyen-ngoc-hung", "Nguyen Ngoc Hung", "person", "en"),
        ]
    )
    text = f"Ông {printed} phát biểu."
    slugs = {m.slug for m in mentions(text, "vi", known) if m.kind == "person"}
    assert ("nguyen-ngoc-hung" in slugs) is met


def test_names_of_a_body_without_its_place_teach_nothing(five_reports: EmbeddedReader) -> None:
    known = Gazetteer.of(known_graph(five_reports).names)
    found = mentions(
        "The Provincial Party Committee of Kon Tum met. The Provincial Party Committee agreed.", "en", known
    )
    assert {m.slug for m in found if m.kind == "body"} <= {"kon-tum-party-committee", ""}


def test_labels_never_say_that_a_name_in_context_is_one(loaded: VersionStore) -> None:
    store = loaded.require_current().open().store
    committee = NamedNode(mint("organisation", "kon-tum-party-committee"))
    labels = [
        q.object
        for p in (skos.prefLabel, skos.altLabel)
        for q in store.quads_for_pattern(committee, NamedNode(p), None, None)
    ]
    assert "Provincial Party Committee" not in {one.value for one in labels}  # type: ignore[union-attr]


def test_one_name_without_marks_may_be_two_people_of_one_text() -> None:
    """Where the two bodies that the text gives it have people whose names differ by a mark."""
    vi = (
        Role("a", "chair", "kon-tum-union", Passage(0, 3), "x", When("2024")),
        PrintedName("person", "a", Passage(0, 3), "Lê Văn Tuấn"),
        Role("b", "secretary", "kon-tum-party-committee", Passage(4, 7), "x", When("2024")),
        PrintedName("person", "b", Passage(4, 7), "Lê Văn Tuân"),
    )
    en = (
        Role("le-van-tuan", "chair", "kon-tum-union", Passage(0, 3), "x", When("2024")),
        Role("le-van-tuan", "secretary", "kon-tum-party-committee", Passage(4, 7), "x", When("2024")),
        PrintedName("person", "le-van-tuan", Passage(0, 3), "Le Van Tuan"),
    )
    told = people_of([Text("vi", "one", "vi", vi), Text("en", "two", "en", en)], ())
    assert dict(told["vi"].slugs) == {
        "a": "le-van-tuan-kon-tum-union",
        "b": "le-van-tuan-kon-tum-party-committee",
    }
    assert told["en"].whom("le-van-tuan", "kon-tum-union") == "le-van-tuan-kon-tum-union"
    assert told["en"].whom("le-van-tuan", "kon-tum-party-committee") == "le-van-tuan-kon-tum-party-committee"


def test_two_of_one_body_whose_names_differ_by_a_mark_have_a_hash_in_their_iris() -> None:
    """In whatever order the texts come."""

    def text(sha256: str, name: str) -> Text:
        records = (
            Role("le-van-tuan", "chair", "kon-tum-union", Passage(0, 3), "x", When("2024")),
            PrintedName("person", "le-van-tuan", Passage(0, 3), name),
        )
        return Text(sha256, sha256, "vi", records)

    texts = [text("1", "Lê Văn Tuấn"), text("2", "Lê Văn Tuân"), text("3", "Le Van Tuan")]
    one, other = people_of(texts, ()), people_of(texts[::-1], ())
    assert one == other
    slugs = [one[str(n)].slugs["le-van-tuan"] for n in (1, 2, 3)]
    assert len(set(slugs)) == 3 and all(slug.startswith("le-van-tuan-kon-tum-union-") for slug in slugs)
    assert one["1"].renamed == {"le-van-tuan-kon-tum-union": slugs[0]}
    pairs = {
        frozenset((one[n].slugs[key], other))
        for n in one
        for key, others in one[n].same.items()
        for other, _ in others
    }
    assert pairs == {
        frozenset((slugs[2], slugs[0])),
        frozenset((slugs[2], slugs[1])),
    }  # the bare name may be either


def test_a_known_person_of_another_body_is_another_who_may_be_him() -> None:
    known = (KnownPerson("nguyen-ngoc-hung", ("Nguyễn Ngọc Hùng", "Nguyen Ngoc Hung"), frozenset({"vufo"})),)
    records = (
        Role("nguyen-ngoc-hung", "chair", "lai-chau-union", Passage(0, 3), "x", When("2024")),
        PrintedName("person", "nguyen-ngoc-hung", Passage(0, 3), "Nguyễn Ngọc Hùng"),
    )
    told = people_of([Text("a", "a", "vi", records)], known)["a"]
    assert told.slugs["nguyen-ngoc-hung"] == "nguyen-ngoc-hung-lai-chau-union"
    assert [other for other, _ in told.same["nguyen-ngoc-hung"]] == ["nguyen-ngoc-hung"]


def test_a_known_person_is_met_without_a_post_where_the_text_speaks_of_his_body() -> None:
    known = (KnownPerson("nguyen-ngoc-hung", ("Nguyễn Ngọc Hùng",), frozenset({"vufo"})),)
    spoke = (
        Participation("conference", "nguyen-ngoc-hung", "speaker", Passage(0, 3)),
        PrintedName("person", "nguyen-ngoc-hung", Passage(0, 3), "Nguyen Ngoc Hung"),
    )
    body = PrintedName("body", "vufo", Passage(5, 9), "VUFO")
    there = people_of([Text("a", "a", "en", (*spoke, body))], known)["a"]
    assert there.slugs["nguyen-ngoc-hung"] == "nguyen-ngoc-hung" and there.reasons["nguyen-ngoc-hung"]
    nowhere = people_of([Text("a", "a", "en", spoke)], known)["a"]
    assert nowhere.slugs["nguyen-ngoc-hung"] == "nguyen-ngoc-hung-in-a"
