"""How the reports of a programme were read, in words: on its trace."""

from collections.abc import Iterable
from typing import Final

from queries.read.trace.readings import ReadState, SourceState
from web.languages import N_
from web.views.terms import TermRenderer
from web.views.trace.page import SourceBox

STATES: Final = {
    ReadState.CITES: N_("cites"),
    ReadState.SILENT: N_("read, and cites none"),
    ReadState.OPEN: N_("read; a citation is proposed"),
    ReadState.NOT_READ: N_("not read"),
}
"""What is known of a programme's citations in a source, in words."""


def source_boxes(sources: Iterable[SourceState], terms: TermRenderer) -> tuple[SourceBox, ...]:
    """Return the sources that tell of a programme, with how they were read."""
    return tuple(
        SourceBox(terms.link(one.source), one.state.name, terms.words(STATES[one.state])) for one in sources
    )
