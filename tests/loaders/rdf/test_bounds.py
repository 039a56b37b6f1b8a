"""What a few bytes can blow up is bounded, and the bound is told in words: entities, nesting, values."""

import io
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.rdf.nesting import Nesting, TooMuch
from loaders.rdf.xml_guard import XmlChecked
from tests.loaders.rdf.reading import ONE, XML, read


def document(declared: str, text: str) -> str:
    return (
        f'<?xml version="1.0"?>\n<!-- <!DOCTYPE x> -->{declared}\n<rdf:RDF {XML}><rdf:Description rdf:about="urn:a">'
        f"<e:p>{text}</e:p></rdf:Description></rdf:RDF>"
    )


def test_entities_that_a_document_declares_are_written_out(tmp_path: Path) -> None:
    declared = """<!DOCTYPE rdf:RDF [
      <!-- > ]> <!ENTITY no "no"> -->
      <!ENTITY both '&one; "and" &one;'>
      <!ENTITY one "x &amp; y">
      <!ENTITY xsd "http://www.w3.org/2001/XMLSchema#" >
    ]>"""
    quads, _ = read(tmp_path / "a.rdf", document(declared, "&both;&#65;&lt;"))
    assert quads == ['<urn:a> <urn:e:p> "x & y \\"and\\" x & yA<"']


def test_a_fault_behind_a_document_type_keeps_its_line(tmp_path: Path) -> None:
    text = document('<!DOCTYPE rdf:RDF [\n\n<!ENTITY one "x">\n]>', "x").replace("urn:a", "http://a b")
    with pytest.raises(InputError, match=r"a\.rdf:6:\d+: <http://a b> is no IRI"):
        read(tmp_path / "a.rdf", text)


def test_entities_made_of_entities_are_refused_before_they_are_written_out(tmp_path: Path) -> None:
    ten = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(InputError, match=r"the entity &l\d; has more than 10,000 characters"):
        read(tmp_path / "a.rdf", document(f'<!DOCTYPE r [<!ENTITY l0 "lol">{ten}]>', "&l9;"))
    with pytest.raises(InputError, match="is made of itself"):
        read(tmp_path / "a.rdf", document('<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"))


def test_many_uses_of_a_long_entity_are_bounded_by_the_size_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="with its entities written out it has more than 20 times its size"):
        read(tmp_path / "a.rdf", document(f'<!DOCTYPE r [<!ENTITY a "{"x" * 9000}">]>', "&a;" * 20_000))


def test_nothing_outside_the_file_is_read_for_an_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    declared = f'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    with pytest.raises(InputError, match=r"a\.rdf:3:\d+: &e; is an entity that lies outside the document"):
        read(tmp_path / "a.rdf", document(declared, "&e;"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<urn:a> <urn:p> " + "[ <urn:p> " * 20_000 + "1" + "]" * 20_000 + " ."),
        ("a.ttl", "<urn:a> <urn:p> " + "(" * 20_000),
        ("a.ttl", '<urn:a> <urn:p> "]]]" , [] , ' + '( "))" [] ' * 600 + ")" * 600 + " ."),
        ("a.trig", "{ <urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 20_000),
        ("a.ttl", "<urn:a> <urn:p> " + "<< <urn:a> <urn:p> " * 20_000),
        ("a.ttl", "<urn:a> <urn:p> " + "<<<urn:a><urn:p>" * 600 + "<urn:b>" + ">>" * 600),
        ("a.n3", "{ " * 20_000),
        ("a.rdf", f"<rdf:RDF {XML}>" + "<rdf:Description><e:p>" * 20_000),
        ("a.jsonld", '{"urn:p":' * 20_000 + "1" + "}" * 20_000),
        ("a.jsonld", "[" * 20_000),
    ],
)
def test_a_deep_nest_is_refused_before_a_parser_sees_it(tmp_path: Path, name: str, text: str) -> None:
    for lenient in (False, True):
        with pytest.raises(InputError, match=rf"{name}:1: more than \d+ .*(open|nested)"):
            read(tmp_path / name, text, lenient=lenient)


def test_what_stands_in_texts_iris_and_comments_is_no_nesting(tmp_path: Path) -> None:
    many = "[({" * 1000
    text = (
        f'<urn:a> <urn:p> "{many}", """{many} " ""{many}""", \'{many}\', "", \'\' . # {many}\'\n'
        + "<urn:a> <urn:p> ( 1 [] ) .\n" * 1000
    )
    assert len(read(tmp_path / "a.ttl", text)[0]) == 5 + 5 * 1000
    assert len(read(tmp_path / "a.jsonld", f'[{{"@id":"urn:a","urn:p":"{"[{" * 500}"}}]')[0]) == 1


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_nesting_is_counted_over_the_blocks_of_a_text(size: int) -> None:
    def see(levels: int) -> None:
        text = (
            b"<urn:a> <urn:p> " + b'[ <urn:p> "]]\\"" , [] ; <urn:]> ' * levels + b"1" + b"]" * levels + b" ."
        )
        nesting = Nesting()
        for at in range(0, len(text), size):
            nesting.see(text[at : at + size])
        nesting.see(b"", last=True)

    see(LIMITS.rdf_nesting - 1)
    with pytest.raises(TooMuch):
        see(LIMITS.rdf_nesting + 1)


def test_triples_of_triples_are_counted_while_they_are_open(tmp_path: Path) -> None:
    text = "<<<urn:a> <urn:p> <urn:b>>> <urn:p> << <urn:a> <urn:p> <urn:b> >> .\n" * 600
    assert len(read(tmp_path / "a.ttl", text)[0]) > 600


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_tags_are_counted_over_the_blocks_of_a_text(size: int) -> None:
    class Pieces(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            return super().read(size)

    def see(levels: int) -> None:
        name = "e:\U0002bd10"
        text = (
            f"<rdf:RDF {XML}><rdf:Description><{name}/></rdf:Description>"
            + f"<rdf:Description e:q='>'><{name}><!-- <e:p> --><![CDATA[ ]] > <e:p> ]]><e:p/><?a <e:p>?>"
            * levels
            + f"</{name}></rdf:Description>" * levels
            + "</rdf:RDF>"
        )
        assert XmlChecked(Pieces(text.encode())).readall() == text.encode()

    see(LIMITS.rdf_nesting - 2)
    with pytest.raises(TooMuch):
        see(LIMITS.rdf_nesting + 1)


def test_a_value_that_could_not_be_loaded_again_is_refused_with_its_beginning_and_place(
    tmp_path: Path,
) -> None:
    long = "x" * (LIMITS.rdf_literal_bytes + 1)
    for name, text in {
        "a.nt": f'{ONE}<urn:a> <urn:p> "{long}" .\n{ONE}',
        "a.ttl": f'{ONE}<urn:a> <urn:p> """{long}""" .\n{ONE}',
        "a.rdf": f'<rdf:RDF {XML}>\n<rdf:Description rdf:about="urn:a"><e:p>{long}</e:p></rdf:Description>'
        '<rdf:Description rdf:about="urn:a"><e:p>s</e:p><e:p>t</e:p></rdf:Description></rdf:RDF>',
        "a.jsonld": f'[{{"@id":"urn:a",\n"urn:p":"{long}"}},{{"@id":"urn:a","urn:p":["s", "t"]}}]',
    }.items():
        with pytest.raises(InputError, match=rf"{name}:2:\d+: a value is [\d,]+ bytes long.*begins 'xxx"):
            read(tmp_path / name, text)
        quads, left_out = read(tmp_path / name, text, lenient=True)
        assert (len(quads), len(left_out)) == (2, 1)


def test_signs_that_are_written_longer_than_they_are_count_as_they_are_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a value is"):
        read(tmp_path / "a.nt", '<urn:a> <urn:p> "' + '\\"' * (LIMITS.rdf_literal_bytes // 2 + 1) + '" .\n')


@pytest.mark.parametrize("place", ["<{}> <urn:p> 1 .", "<urn:a> <{}> 1 .", "<urn:a> <urn:p> <{}> ."])
def test_an_iri_is_bounded_as_a_value_is(tmp_path: Path, place: str) -> None:
    text = place.format("urn:" + "x" * LIMITS.rdf_literal_bytes)
    with pytest.raises(InputError, match=r"a\.ttl:1:\d+: an IRI is [\d,]+ bytes long"):
        read(tmp_path / "a.ttl", text)


def test_names_with_letters_that_newer_editions_of_xml_allow_are_read_and_counted_too(tmp_path: Path) -> None:
    name = "e:\U0002bd10"
    node = f'<rdf:Description rdf:about="urn:a"><{name}>x</{name}></rdf:Description>'
    assert read(tmp_path / "a.rdf", f"<rdf:RDF {XML}>{node}</rdf:RDF>")[0] == [
        '<urn:a> <urn:e:\U0002bd10> "x"'
    ]
    with pytest.raises(InputError, match="more than 500 nodes are nested"):
        read(tmp_path / "a.rdf", f"<rdf:RDF {XML}>{node}" + f"<rdf:Description><{name}>" * 20_000)
    for no_tag in ("<!-- /> </e:p> -->", "/>", "<![CDATA[</e:p>]]>", "<?a />?>", "<e:q e:r='/>'/>"):
        for before in ("", " " * (1 << 20)):
            text = f"<rdf:RDF {XML}>{before}{node}" + f"<rdf:Description><e:p>{no_tag}" * 2000
            with pytest.raises(InputError, match="more than 500 nodes are nested"):
                read(tmp_path / "a.rdf", text)
    with pytest.raises(InputError, match=r"a\.rdf:1:\d+: is no well-formed XML: not well-formed"):
        read(tmp_path / "a.rdf", f"<rdf:RDF {XML}><rdf:Description>\x07</rdf:Description></rdf:RDF>")
