"""Read the names of people that Vietnamese texts tell by their place in a list, whatever language they are of."""

import re
from collections.abc import Sequence
from typing import Final

from loaders.articles.citations.normalise import Folded
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.persons import people_pattern
from loaders.articles.mentions.vietnamese_names import UPPER, is_syllable, slug

_CAPITAL: Final = rf"[{UPPER}][\w'’]{{0,15}}"
_LISTED: Final = re.compile(rf"{_CAPITAL}(?: {_CAPITAL}| ?[-–] ?\w{{1,15}}){{1,9}}")
"""A name as lists have it, whatever language it is of: "Bun - chăn Sỉ - vông – phăn"."""


def listed_persons(page: Folded, language: str, places: Sequence[Mention]) -> list[Mention]:
    """Read names of Vietnamese texts that are told by their place in a list: between what begins an entry, or a word of
    address, and an office."""
    if language != "vi":
        return []
    found: list[Mention] = []
    taken = {p.start for p in places}
    for office in people_pattern("other_titles", r" ?[,-] ?(?=%s(?!\w))").finditer(page.folded):
        end = office.start()
        lead = people_pattern(
            "address", r"(?:[:;\n] ?|(?<!\w)(?=%s ))(?:(?:%s) ?:? ?)?(?=[^:;,.\n()]{5,70}$)"
        ).search(page.folded, max(0, end - 90), end)
        if lead is None or lead.end() in taken:
            continue
        printed = page.text[lead.end() : end]
        if _LISTED.fullmatch(printed) and not printed.isupper():
            spelled = all(is_syllable(word) for word in re.findall(r"\w+", printed)) and "-" not in printed
            sort = "" if spelled and "–" not in printed else "foreign"
            found.append(Mention("person", lead.end(), end, printed, slug(printed), type=sort))
    return found
