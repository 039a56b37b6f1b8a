"""What is known of times is drawn as known, and what is not as not."""

from hypothesis import given
from hypothesis import strategies as st

from web.views.timeline import Span, lay_out

KNOWN_START = Span("a", start="2024-09-17", attested=("2024-09-17",))
AS_OF_ONLY = Span("b", attested=("2024-04", "2024-04-01/2024-04-03"), ended_by="2024-09-17")


def test_an_unknown_beginning_is_drawn_open() -> None:
    drawn = lay_out([AS_OF_ONLY, KNOWN_START])
    assert drawn is not None
    unknown, known = drawn.bars
    assert unknown.solid is not None
    assert any(b == unknown.solid[0] for _, b in unknown.opens)
    assert known.solid is not None
    assert all(b != known.solid[0] for _, b in known.opens)


def test_one_date_alone_makes_no_drawing() -> None:
    assert lay_out([Span("a", attested=("2024-04",))]) is None


DAYS = st.dates().map(lambda d: d.isoformat()).filter(lambda d: d >= "1000")
SPANS = st.builds(
    Span,
    label=st.just("x"),
    start=st.one_of(st.just(""), DAYS),
    end=st.one_of(st.just(""), DAYS),
    ended_by=st.one_of(st.just(""), DAYS),
    attested=st.lists(DAYS, max_size=4).map(tuple),
)


@given(st.lists(SPANS, max_size=6))
def test_every_place_is_inside_the_drawing(spans: list[Span]) -> None:
    drawn = lay_out(spans)
    if drawn is None:
        return
    for bar in drawn.bars:
        places = [*bar.points, *(x for pair in bar.opens for x in pair), *(bar.solid or ())]
        assert all(0 <= x <= 100 for x in places)
    assert all(0 <= tick.x <= 100 for tick in drawn.ticks)
    assert len(drawn.ticks) <= 8
