"""Ways to look for what a name that means nothing may have been meant to be, the nearest first.

A search asks for all words of a name. People add what a place is ("Can Tho City", "tỉnh Nghệ An"), and number bodies
("Cluster 6"): with a word less the search finds what they may have meant.
"""

import re
from collections.abc import Iterator
from typing import Final

_MOST_WORDS: Final = 12
"""Words of a name of which one is left out; more are a sentence and no name."""
_BEFORE: Final = re.compile(
    r"(?:(?:thành phố|thanh pho|tỉnh|tinh|thị xã|huyện|quận|xã|phường|город|провинция)\s+|(?:tp|tx)(?:\.\s*|\s+)"
    r"|(?:the\s+)?(?:city|province|municipality|ville|municipalité)\s+(?:of|de)\s+|province\s+)",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r",?\s+(?:city|province|municipality|district|commune|ward|town)", re.IGNORECASE)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")


def bare_place(name: str) -> str:
    """Return the name of a place without what kind of place it is.

    >>> bare_place("Can Tho City"), bare_place("TP. Cần Thơ"), bare_place("tỉnh Nghệ An"), bare_place("Province")
    ('Can Tho', 'Cần Thơ', 'Nghệ An', 'Province')
    """
    name = " ".join(name.split())
    before = _BEFORE.match(name)
    bare = name[before.end() :] if before else name
    after = _AFTER.search(bare)
    return (bare[: after.start()] if after and after.end() == len(bare) else bare) or name


def ways_to_look(name: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """Yield what to search for, each once: the name, a place's without its kind, then without a number, then with a
    word less.

    >>> list(ways_to_look("Cluster 6", ("organisation",)))
    ['Cluster 6', 'Cluster', '6']
    """
    name = name.rpartition("/")[2] if " " not in name else name
    words = re.split(r"[-_]", name) if _SLUG.fullmatch(name) else name.split()
    ways = [" ".join(words)]
    if "place" in kinds or kinds == ("",):
        ways.append(bare_place(ways[0]))
    ways.append(" ".join(word for word in words if not word.strip(".,()").isdigit()))
    if 1 < len(words) <= _MOST_WORDS:
        ways += (" ".join(words[:-1]), " ".join(words[1:]))
    yield from dict.fromkeys(filter(None, ways))
