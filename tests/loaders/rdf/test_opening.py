"""Files of RDF are unpacked and decoded as they come, told by their content; what is damaged is refused in words."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from loaders.rdf.encoding import NotDecodable, known_encoding
from loaders.rdf.files import opened, rdf_files
from loaders.rdf.load import load_rdf
from loaders.rdf.progress import LoadProgress
from loaders.tables.dataset import is_tables
from tests.loaders.rdf.reading import ONE, XML, read

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}
TURTLE = '@prefix e: <urn:e:> .\ne:a e:p "Nghệ An"@vi .\n'


def zipped(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("_", ".").replace("..", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", '<urn:e:a> <urn:e:p> "Nghệ An"@vi .'),
        ("a.nt", '<urn:e:a> <urn:e:p> "Nghệ An"@vi .\n'),
        ("a.nq", '<urn:e:a> <urn:e:p> "Nghệ An"@vi .\n'),
        ("a.trig", '{ <urn:e:a> <urn:e:p> "Nghệ An"@vi }'),
        ("a.n3", '<urn:e:a> <urn:e:p> "Nghệ An"@vi .'),
        ("a.jsonld", '{"@id":"urn:e:a","urn:e:p":{"@value":"Nghệ An","@language":"vi"}}'),
        (
            "a.rdf",
            f'<rdf:RDF {XML}><rdf:Description rdf:about="urn:e:a"><e:p xml:lang="vi">Nghệ An</e:p>'
            "</rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_every_syntax_is_read_in_every_form_of_unicode(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    assert read(tmp_path / name, text.encode(encoding)) == (['<urn:e:a> <urn:e:p> "Nghệ An"@vi'], [])


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "UTF-16", "US-ASCII", "utf-8", "utf8"])
def test_xml_is_read_in_the_encoding_that_it_declares(tmp_path: Path, declared: str) -> None:
    word = "cafe" if declared == "US-ASCII" else "café"
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<rdf:RDF {XML}><rdf:Description rdf:about="urn:a">'
        f"<e:p>{word}</e:p></rdf:Description></rdf:RDF>"
    )
    assert read(tmp_path / "a.rdf", text.encode(declared))[0] == [f'<urn:a> <urn:e:p> "{word}"']


def test_an_encoding_that_nothing_tells_is_refused_with_the_byte_and_read_when_it_is_named(
    tmp_path: Path,
) -> None:
    for name, text in {
        "a.ttl": "<urn:a> <urn:p>\n 'café' .",
        "a.nt": '<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> "café" .\n',
        "a.rdf": f'<rdf:RDF {XML}>\n<rdf:Description rdf:about="urn:a"><e:p>café</e:p></rdf:Description></rdf:RDF>',
    }.items():
        with pytest.raises(InputError, match=rf"{name}:2:\d+: byte 0xE9 is not UTF-8(.|\n)*--encoding"):
            read(tmp_path / name, text.encode("latin-1"))
        quads, _ = read(tmp_path / name, text.encode("latin-1"), encoding="latin-1")
        assert '"café"' in quads[-1]


def test_a_mark_goes_before_the_encoding_that_is_named(tmp_path: Path) -> None:
    text = '<urn:a> <urn:p> "é" .\n'
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert read(tmp_path / "a.ttl", text.encode(encoding), encoding="latin-1") == (
            ['<urn:a> <urn:p> "é"'],
            [],
        )


@pytest.mark.parametrize(
    "name", ["idna", "Punycode", "unicode_escape", "raw_unicode_escape", "undefined", "hex"]
)
def test_what_encodes_no_files_is_no_encoding(name: str) -> None:
    with pytest.raises(NotDecodable, match=f"its encoding '{name}' is not known"):
        known_encoding(name)


def test_an_unknown_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its encoding 'klingon' is not known"):
        read(tmp_path / "a.rdf", '<?xml version="1.0" encoding="klingon"?><a/>')


@pytest.mark.parametrize("packing", PACKERS)
def test_a_packed_file_is_told_by_its_content_whatever_it_is_called(tmp_path: Path, packing: str) -> None:
    packed = PACKERS[packing](ONE.encode())
    for name in (f"A.NT.{packing.upper()}", "a.ttl", "a.nt.gz", "a.nt.zip"):
        assert read(tmp_path / name, packed)[0] == ["<urn:a> <urn:p> <urn:b>"]
    assert len(read(tmp_path / f"two.nt.{packing}", packed + packed)[0]) == 2, "parts one after the other"


@pytest.mark.parametrize("packing", PACKERS)
def test_what_breaks_off_is_refused_and_never_taken_for_the_whole(tmp_path: Path, packing: str) -> None:
    packed = PACKERS[packing](ONE.encode() * 5000)
    for length in (len(packed) - 5, len(packed) // 2):
        with pytest.raises(InputError, match=r"a\.nt\.\w+: is damaged"):
            read(tmp_path / f"a.nt.{packing}", packed[:length])


@pytest.mark.parametrize("packing", PACKERS)
def test_what_is_packed_twice_is_refused_in_words(tmp_path: Path, packing: str) -> None:
    with pytest.raises(InputError, match="is packed twice: what is in it is gzip again; unpack it once"):
        read(tmp_path / f"a.nt.{packing}", PACKERS[packing](gzip.compress(ONE.encode())))
    with pytest.raises(InputError, match="is packed twice"):
        read(tmp_path / "a.zip", zipped(a_nt=PACKERS[packing](ONE.encode())))


def test_plain_text_that_is_called_packed_is_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a.nt.gz", ONE)[0] == ["<urn:a> <urn:p> <urn:b>"]


def test_all_texts_of_a_zip_are_read_and_what_is_no_rdf_in_it_is_passed_over(tmp_path: Path) -> None:
    packed = zipped(a_nt=ONE, deeper__b_TTL=TURTLE, readme_txt="nothing")
    for name in ("a.zip", "A.ZIP", "a.ttl"):
        assert read(tmp_path / name, packed)[0] == [
            "<urn:a> <urn:p> <urn:b>",
            '<urn:e:a> <urn:e:p> "Nghệ An"@vi',
        ]
    with pytest.raises(InputError, match=r"a\.zip/b\.nt:1:9: oops"):
        read(tmp_path / "a.zip", zipped(a_nt=ONE, b_nt="<urn:a> oops <urn:b> .\n"))
    with pytest.raises(InputError, match="is no whole zip"):
        read(tmp_path / "a.zip", packed[:-30])


@pytest.mark.parametrize("packing", [*PACKERS, "zip"])
def test_a_few_bytes_that_become_very_many_are_refused(tmp_path: Path, packing: str) -> None:
    part = ONE.encode() * ((1 << 20) // len(ONE))
    text = part * (LIMITS.unpacked_free_bytes // len(part) + 2)
    parts = len(text) // len(part)
    packed = zipped(a_nt=text) if packing == "zip" else PACKERS[packing](part) * parts
    assert len(packed) * LIMITS.unpacked_ratio < len(text)
    path = tmp_path / (f"a.{packing}" if packing == "zip" else f"a.nt.{packing}")
    path.write_bytes(packed)
    (file,) = rdf_files(path)
    with (
        pytest.raises(InputError, match="holds more than 250 times its packed size"),
        opened(file.parts[0]) as whole,
    ):
        while whole.stream.read(1 << 20):
            pass


@pytest.mark.parametrize(
    ("head", "name"), [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"\x04\x22\x4d\x18", "lz4")]
)
def test_a_packing_that_is_not_read_is_named_with_those_that_are(
    tmp_path: Path, head: bytes, name: str
) -> None:
    with pytest.raises(InputError, match=rf"is packed by {name}, which is not read here.*\.xz"):
        read(tmp_path / "a.ttl", head + b"....")


def test_a_web_page_in_place_of_data_is_told(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.rdf", "a.jsonld", "a.nt"):
        with pytest.raises(InputError, match="is a web page"):
            read(tmp_path / name, "<!DOCTYPE html>\n<html><body>Sign in</body></html>")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.owl", TURTLE),
        ("a.json", TURTLE),
        ("a.N3", TURTLE),
        ("a.RDFS", TURTLE),
        ("a.ttl", '{"@id":"urn:e:a","urn:e:p":{"@value":"Nghệ An","@language":"vi"}}'),
        (
            "a.nt",
            f'<rdf:RDF {XML}><rdf:Description rdf:about="urn:e:a"><e:p xml:lang="vi">Nghệ An</e:p>'
            "</rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_a_syntax_is_told_by_the_first_letters_where_the_name_is_wrong(
    tmp_path: Path, name: str, text: str
) -> None:
    assert read(tmp_path / name, text)[0] == ['<urn:e:a> <urn:e:p> "Nghệ An"@vi']


def test_formulas_of_n3_are_refused_for_they_are_no_rdf(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="formulas or rules of N3"):
        read(tmp_path / "a.n3", "@prefix : <urn:> . { :a :b :c } => { :a :b :d } .")


def test_a_zip_of_several_files_is_one_source(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(a_nt=ONE, b_ttl=TURTLE))
    progress = LoadProgress(path.stat().st_size, lambda _: None)
    report = load_rdf(versions, rdf_files(path), observer=progress)
    assert (report.counts["files loaded"], report.counts["statements added"]) == (1, 2)
    assert progress.bytes == progress.total


@pytest.mark.parametrize("name", ["b.trig", "b.JSONLD", "b.rdf.xz", "b.nq.gz", "b.owl", "b.n3"])
def test_a_folder_of_tables_and_rdf_is_not_taken_for_tables_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text("id,name\n")
    (tmp_path / "about.json").write_text("{}")
    assert is_tables(tmp_path)
    (tmp_path / name).write_text("")
    assert not is_tables(tmp_path), "the file would be passed over without a word"
