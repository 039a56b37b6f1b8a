"""Every fault of a file is told in one go, with line, column and text; `--lenient` leaves out exactly what is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from loaders.rdf.files import rdf_files
from loaders.rdf.findings import Options
from loaders.rdf.load import load_rdf
from loaders.rdf.statements import statements_of_turtle
from tests.loaders.rdf.reading import ONE, XML, read

LINES = (
    "<urn:a> <urn:p> <urn:b> .\n"
    "<urn:a> <urn:p> <http://a b> .\n"
    "<urn:a> oops <urn:b> .\n"
    '<urn:c> <urn:p> "x"@en-toolongtag1234 .\n'
    '<urn:e> <urn:p> "not closed .\n'
    '<urn:f> <urn:p> "fine" .\n'
)
OF_LINES = [
    "2:17: <http://a b> is no IRI: a blank is not allowed in one",
    "3:9: oops: ",
    "4:21: en-toolongtag123",
    "5:17: ",
]
TURTLE = """@prefix e: <urn:> .
e:a e:p e:b .
  e:a e:p <http://ä b> ; e:q e:c .
e:x zz:b e:c ; e:y "a ; . b" .
e:d e:p [ e:q <http://x y> ; e:r "dot . in" ] ; e:z 1.5 .
PREFIX f: <urn:f:>
f:f e:p "g" . # <http://a b>
e:b e:p "not closed .
e:c e:p e:d .
e:e e:p e:f .
"""
OF_TURTLE = [
    "3:11: <http://ä b> is no IRI",
    "4:5: zz:b: The prefix zz: has not been declared",
    "5:15: <http://x y> is no IRI",
    "8:",
]
TRIG = """@prefix e: <urn:> .
e:g { e:a e:p e:b . e:a e:p <http://a b> . e:c e:p e:d }
GRAPH e:h { e:x e:p <q r> } e:x e:p e:y .
{ e:z e:p e:z }
"""
OF_TRIG = ["2:29: <http://a b> is no IRI", "3:21: <q r> is no IRI"]
RDF_XML = f"""<?xml version="1.0"?>
<rdf:RDF {XML}>
<rdf:Description rdf:about="http://a b"><e:p>x</e:p></rdf:Description>
<rdf:Description rdf:about="urn:b"><e:p>x</e:p>
 <e:p rdf:datatype="a b">y</e:p></rdf:Description>
<rdf:Description rdf:about="urn:c" e:p="/>"/>
</rdf:RDF>
"""
OF_XML = ["3:29: <http://a b> is no IRI", "5:21: <a b> is no IRI"]
JSON = """{"@context": {"id": "@id"}, "@graph": [
{"@id": "urn:a", "urn:p": [{"@id": "http://a b"}, {"@value": "v", "@language": "a_b"}]},
{"id": "http://x<y", "urn:p": "lost"},
{"id": "urn:b", "urn:p": "fine"}]}"""
OF_JSON = ["2:36: <http://a b> is no IRI", "2:80: 'a_b' is no language tag", "3:8: <http://x<y> is no IRI"]
CASES = {
    "a.nt": (LINES, OF_LINES, ["<urn:a> <urn:p> <urn:b>", '<urn:f> <urn:p> "fine"']),
    "a.nq": (LINES, OF_LINES, ["<urn:a> <urn:p> <urn:b>", '<urn:f> <urn:p> "fine"']),
    "a.ttl": (
        TURTLE,
        OF_TURTLE,
        ["<urn:a> <urn:p> <urn:b>", '<urn:f:f> <urn:p> "g"', "<urn:e> <urn:p> <urn:f>"],
    ),
    "a.trig": (
        TRIG,
        OF_TRIG,
        [
            "<urn:a> <urn:p> <urn:b> <urn:g>",
            "<urn:c> <urn:p> <urn:d> <urn:g>",
            "<urn:x> <urn:p> <urn:y>",
            "<urn:z> <urn:p> <urn:z>",
        ],
    ),
    "a.rdf": (RDF_XML, OF_XML, ['<urn:c> <urn:e:p> "/>"']),
    "a.jsonld": (JSON, OF_JSON, ['<urn:b> <urn:p> "fine"']),
}


@pytest.mark.parametrize("name", CASES)
def test_all_faults_are_told_with_place_and_text(tmp_path: Path, name: str) -> None:
    text, faults, _ = CASES[name]
    with pytest.raises(InputError) as caught:
        read(tmp_path / name, text)
    found = [str(problem).removeprefix(f"{tmp_path / name}:") for problem in caught.value.problems]
    assert len(found) == len(faults)
    for one, expected in zip(found, faults, strict=True):
        assert one.startswith(expected)
    assert "--lenient" in caught.value.hint


@pytest.mark.parametrize("name", CASES)
def test_lenient_leaves_out_what_is_wrong_and_nothing_else(tmp_path: Path, name: str) -> None:
    text, faults, kept = CASES[name]
    quads, left_out = read(tmp_path / name, text, lenient=True)
    assert sorted(quads) == sorted(kept)
    assert len(left_out) == len(faults)
    assert all(one.startswith(f"{name}:{expected}") for one, expected in zip(left_out, faults, strict=True))


def test_the_list_of_faults_is_bounded_and_says_how_many_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.nt", (ONE + "oops\n") * 5000)
    assert len(caught.value.problems) == LIMITS.faults_shown + 1
    assert str(caught.value.problems[-1]).endswith(f"{5000 - LIMITS.faults_shown:,} more faults")


def test_a_wrong_declaration_is_never_left_out_for_what_follows_would_mean_something_else(
    tmp_path: Path,
) -> None:
    text = "@prefix e: <urn:> .\ne:a e:p 1 .\n@prefix e: <http://a b> .\ne:a e:p 2 .\n"
    with pytest.raises(InputError, match=r"a\.ttl:3:12: <http://a b> is no IRI(.|\n)*A declaration is wrong"):
        read(tmp_path / "a.ttl", text, lenient=True)


def test_a_text_that_is_never_closed_takes_the_rest_of_its_file_with_it(tmp_path: Path) -> None:
    text = '@prefix e: <urn:> .\ne:a e:p 1 .\ne:a e:p """open .\ne:b e:p "x" .\n'
    quads, left_out = read(tmp_path / "a.ttl", text, lenient=True)
    assert len(quads) == 1
    assert len(left_out) == 1


def test_xml_that_is_none_is_refused_with_line_and_column_also_leniently(tmp_path: Path) -> None:
    text = f'<rdf:RDF {XML}>\n<rdf:Description rdf:about="urn:a"><e:p>x</e:q></rdf:Description></rdf:RDF>'
    for lenient in (False, True):
        with pytest.raises(InputError, match=r"a\.rdf:2:44: is no well-formed XML: mismatched tag"):
            read(tmp_path / "a.rdf", text, lenient=lenient)


def test_json_that_is_none_is_refused_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.jsonld:2:11: "):
        read(tmp_path / "a.jsonld", '{"@id":"urn:x",\n "urn:p": }')


def test_relative_iris_need_a_base_and_never_get_a_folder_of_this_machine(tmp_path: Path) -> None:
    for name, text in {
        "a.ttl": "<a> <urn:p> <> .",
        "a.trig": "{ <a> <urn:p> <> }",
        "a.n3": "<a> <urn:p> <> .",
        "a.rdf": f'<rdf:RDF {XML}><rdf:Description rdf:about="a"><e:p rdf:resource=""/></rdf:Description></rdf:RDF>',
        "a.jsonld": '{"@id": "a", "urn:p": {"@id": ""}}',
    }.items():
        for lenient in (False, True):
            try:
                quads, left_out = read(tmp_path / name, text, lenient=lenient)
                assert lenient
                assert not quads
            except InputError as error:
                assert not lenient
                left_out = [str(error)]
            assert "is a relative IRI, and nothing says what it is relative to" in "".join(left_out)
            assert f"{name}:1:" in left_out[0]
        quads, _ = read(tmp_path / name, text, base="http://example.org/x/data")
        assert quads[0].startswith("<http://example.org/x/a> <urn:")
        assert quads[0].endswith("<http://example.org/x/data>")


def test_nothing_is_half_loaded_and_what_was_left_out_is_counted(
    versions: VersionStore, tmp_path: Path
) -> None:
    good, bad = tmp_path / "0.nt", tmp_path / "1.ttl"
    good.write_text(ONE)
    bad.write_text(TURTLE)
    files = [*rdf_files(good), *rdf_files(bad)]
    with pytest.raises(InputError):
        load_rdf(versions, files)
    assert versions.current() is None
    report = load_rdf(versions, files, options=Options(lenient=True))
    assert (report.counts["statements added"], report.counts["statements left out"]) == (3, 4)
    assert len(report.left_out) == 4


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.ttl", "", "holds no statement"),
        ("a.nt", "# nothing\n", "holds no statement"),
        ("a.ttl", "@prefix e: <urn:> .", "holds no statement"),
        ("a.rdf", f"<rdf:RDF {XML}></rdf:RDF>", "holds no statement"),
        ("a.json", '{"name": "An", "age": 3}', "is JSON but no JSON-LD"),
        ("a.json", '{"about": {"name": "An"}, "@graph": []}', "is JSON but no JSON-LD"),
        ("a.json", '["a"]', "holds no statement"),
        ("a.jsonld", '{"@context": {"n": "urn:n"}}', "holds no statement"),
        ("a.rdf", "", "no element found"),
        ("a.jsonld", "", "a value was expected"),
    ],
)
def test_a_file_of_which_nothing_comes_is_told_and_not_called_loaded(
    versions: VersionStore, tmp_path: Path, name: str, text: str, why: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=rf"{name}(:\d+:\d+)?: .*{why}"):
        load_rdf(versions, rdf_files(tmp_path / name))
    assert versions.current() is None


@given(
    st.lists(
        st.sampled_from(
            [
                "e:a",
                '"x . y"',
                "'''a\n.'''",
                "[",
                "]",
                "(",
                ")",
                ";",
                ".",
                "{",
                "}",
                "<u>",
                '"',
                "1.5",
                "#c\n",
            ]
        )
    )
)
def test_statements_are_parts_of_their_text_in_order(tokens: list[str]) -> None:
    """Whatever is in a text, no statement overlaps another, and only blanks, comments and braces lie between them."""
    text = " ".join(tokens).encode()
    at = 0
    for one in statements_of_turtle(text):
        assert at <= one.start < one.end <= len(text)
        at = one.end


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "a.rdf",
            f'<rdf:RDF {XML} xml:base="http://b/">\n<e:A rdf:ID="a"/>\n<e:A rdf:ID="a"/></rdf:RDF>',
            "3:6: <http://b/#a> has already been used as rdf:ID",
        ),
        (
            "a.rdf",
            f'<rdf:RDF {XML}>\n<e:A rdf:about="urn:a"><e:p xml:lang="en_US">x</e:p></e:A></rdf:RDF>',
            "2:39: 'en_us' is no language tag",
        ),
        (
            "a.rdf",
            f'<rdf:RDF {XML}>\n<e:A rdf:about="urn:a"><f:p>x</f:p></e:A></rdf:RDF>',
            "2:24: <f:p: unbound prefix",
        ),
        ("a.rdf", f'<e:A {XML}\nrdf:about="a b"/>', "2:12: <a b> is no IRI"),
        ("a.jsonld", '{"@id":"urn:a",\n"urn:p":"\\ud800"}', "2: a text here has half of a letter"),
        (
            "a.jsonld",
            '{"@context":{"p":{"@id":"urn:p","@type":"@id"}},"@id":"urn:a",\n"p":["urn:b","b c"]}',
            "2:14: <b c> is no IRI",
        ),
        (
            "a.jsonld",
            '{"@context":"https://schema.org","@id":"urn:a",\n"sameAs":"b c"}',
            "2:10: <b c> is no IRI",
        ),
        ("a.nt", f"{ONE[:-1]}\r<urn:a> <urn:p> x .\r{ONE[:-1]}\r", "2:17: x: "),
        ("a.trig", "{ <urn:a> <urn:p> <urn:b> .\n", "2:1: "),
    ],
)
def test_faults_have_their_place_also_where_the_parser_tells_none(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / name, text)
    assert str(caught.value.problems[0]).removeprefix(f"{tmp_path / name}:").startswith(said)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.ttl", f'{ONE}<urn:a> <urn:p> "open .\n{ONE}{ONE}{ONE}', ':2:17: "open .: the string'),
        (
            "a.ttl",
            f'{ONE}<urn:a> <urn:p>\n """open .\n{ONE}<urn:a> <urn:p> "x" .\n',
            ':3:2: """open .: the string',
        ),
        ("a.nt", f'{ONE}<urn:a> <urn:p> "open .\n{ONE}<urn:a> <urn:p> "x" .\n', ':2:17: "open .: the string'),
        ("a.ttl", f"{ONE}<urn:a> <urn:p> <urn:open .\n{ONE}", ":2:17: <urn:open .: the IRI"),
    ],
)
def test_what_is_not_closed_is_told_where_it_opens(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path / name, text)
    assert f"{told} that opens here is not closed" in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("declared", "content", "told"),
    [
        (
            '[<!ENTITY x SYSTEM "file:///etc/passwd">]',
            "&x;",
            "&x; is an entity that lies outside the document",
        ),
        ('SYSTEM "http://127.0.0.1/a.dtd"', "&y;", "&y;: undefined entity; declare it in the document"),
    ],
)
def test_nothing_outside_a_document_is_read_which_is_said(
    tmp_path: Path, declared: str, content: str, told: str
) -> None:
    node = f'<rdf:Description rdf:about="urn:a">\n<e:p>{content}</e:p></rdf:Description>'
    with pytest.raises(InputError) as refused:
        read(tmp_path / "a.rdf", f"<!DOCTYPE rdf:RDF {declared}>\n<rdf:RDF {XML}>{node}</rdf:RDF>")
    assert f":3:6: {told}" in str(refused.value.problems[0])
    assert "nothing outside it is read" in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (
            "a.rdf",
            f'<rdf:RDF {XML}>\n<rdf:Description rdf:about="http://a b"/>\n'
            + '<rdf:Description rdf:about="urn:a"><e:p>x</e:p></rdf:Description>\n' * 40_000,
            "a.rdf:2:",
        ),
        (
            "a.ttl",
            "<urn:a> <urn:p> <http://a b> .\n" + ONE * 80_000 + "<urn:a> <urn:p> " + "[ <urn:p> " * 600,
            "a.ttl:1:",
        ),
    ],
)
def test_a_fault_before_what_is_refused_whole_is_told_alone(
    tmp_path: Path, name: str, text: str, place: str
) -> None:
    with pytest.raises(InputError, match="is no IRI") as caught:
        read(tmp_path / name, text)
    assert [str(one).removeprefix(f"{tmp_path}/")[: len(place)] for one in caught.value.problems] == [place]
