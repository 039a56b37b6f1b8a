"""What a change is noted to have gained and lost is what the two stores say when they are compared."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

from graph.limits import LIMITS
from graph.store import difference
from graph.store.difference import RecordedStore
from graph.store.versions import VersionStore
from ontology.terms import xsd

_NODES = [NamedNode(f"urn:{name}") for name in "abc"]
_GRAPHS = [DefaultGraph(), NamedNode("urn:g"), BlankNode("g")]
_NUMBERS = [Literal(text, datatype=NamedNode(xsd.integer)) for text in ("1", "01", "x")]
_NUMBERS += [
    Literal(f"2026-12-01T11:17:30.{part}Z", datatype=NamedNode(xsd.dateTime)) for part in ("50", "5")
]
_quads = st.builds(
    Quad,
    st.sampled_from([*_NODES, BlankNode("n")]),
    st.sampled_from(_NODES),
    st.sampled_from([*_NODES, BlankNode("n"), Literal("x", language="vi"), *_NUMBERS]),
    st.sampled_from(_GRAPHS),
)
_some = st.lists(_quads, max_size=6)
_writes = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["add", "remove"]), _quads),
        st.tuples(st.sampled_from(["extend", "bulk_extend"]), _some),
        st.tuples(st.sampled_from(["remove_graph", "clear_graph"]), st.sampled_from(_GRAPHS)),
    ),
    max_size=8,
)


_AGAIN = Quad(_NODES[0], _NODES[0], _NODES[0])


@given(_some, _writes)
@example([_AGAIN], [("remove", _AGAIN), ("extend", [_AGAIN, _AGAIN])])
@settings(deadline=None, max_examples=60)
def test_a_difference_is_what_comparing_tells(before, writes):
    plain = Store()
    plain.extend(before)
    was = set(plain)
    recorded = RecordedStore(plain, followed=True)
    for method, value in writes:
        getattr(recorded, method)(value)
    assert recorded.difference is not None
    assert recorded.difference.gained == set(plain) - was
    assert recorded.difference.lost == was - set(plain)


def test_what_is_loaded_as_text_is_noted_unless_the_engine_renames_its_nodes(tmp_path: Path):
    quad = Quad(_NODES[0], _NODES[1], _NODES[2])
    recorded = RecordedStore(Store(), followed=True)
    recorded.bulk_load(serialize([quad], format=RdfFormat.N_QUADS), RdfFormat.N_QUADS)
    assert recorded.difference is not None and recorded.difference.gained == {quad}
    recorded.bulk_load(b"_:x <urn:b> <urn:c> .", RdfFormat.N_QUADS)
    assert recorded.difference is None and len(recorded) == 2
    file = tmp_path / "file.nq"
    file.write_bytes(b"<urn:d> <urn:b> <urn:c> .\n")
    recorded.bulk_load(path=file, format=RdfFormat.N_QUADS)
    assert len(recorded) == 3


@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.update("INSERT DATA { <urn:a> <urn:b> 1 }"),
        lambda store: store.load(b"<urn:a> <urn:b> 1 .", RdfFormat.TURTLE),
        lambda store: store.clear(),
    ],
)
def test_what_cannot_be_followed_is_not_known(write):
    recorded = RecordedStore(Store(), followed=True)
    write(recorded)
    assert recorded.difference is None


def test_a_write_that_fails_leaves_nothing_known():
    recorded = RecordedStore(Store(), followed=True)
    with pytest.raises(TypeError):
        recorded.extend([Quad(*_NODES), "no quad"])
    assert recorded.difference is None


def test_many_are_not_followed(monkeypatch):
    monkeypatch.setattr(difference, "LIMITS", type(LIMITS)(change_followed=2))
    recorded = RecordedStore(Store(), followed=True)
    recorded.bulk_extend(Quad(_NODES[0], _NODES[1], Literal(n)) for n in range(5))
    assert recorded.difference is None and len(recorded) == 5


def test_a_change_tells_its_difference(tmp_path: Path):
    quad = Quad(*_NODES)
    versions = VersionStore(tmp_path)
    with versions.change(note="first") as change:
        change.store.add(quad)
        assert change.difference is None  # there is no version to differ from
    with versions.change(note="second") as change:
        change.store.remove(quad)
        assert change.difference is not None and change.difference.lost == {quad}
