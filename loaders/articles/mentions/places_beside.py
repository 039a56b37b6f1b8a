"""Which place stands beside a body's name: to its right, to its left, or as an adjective."""

import re
from bisect import bisect_left
from typing import Final

from loaders.articles.citations.normalise import Folded
from loaders.articles.mentions.gazetteer import Gazetteer, Mention, cyrillic_names

_RIGHT: Final = re.compile(
    r"[ ]{0,2}(?:(?:of|in|from|for)(?: the)?|de|d'|du)?[ ]{0,2}"
    r"(?:(?:north|south|central|east|west)\w* )?"
    r"(?:(?:province|city|capital)(?: of)?|tinh|thanh pho|tp\.?|провинции|города|г\.?|la (?:province"
    r"|ville)(?: \w+)? (?:de |d'|du ))?"
    r"[ ]{0,2}"
)
BARE_PLACE: Final = re.compile(
    r" (?:tinh|thanh pho|провинции|города|de la province|de la ville|(?:of|in) the (?:province|city))(?!\w)"
)
_AFTER_PLACE: Final = re.compile(r" (?:province|city)(?!\w)(?!'s)")


class Places:
    """The places of a text, by where they begin and end."""

    def __init__(self, page: Folded, places: list[Mention], gazetteer: Gazetteer) -> None:
        self.page, self.gazetteer = page, gazetteer
        self.places = sorted(places, key=lambda p: p.start)
        self._starts = [p.start for p in self.places]
        self._ends = {p.end: p for p in places}

    def right(self, end: int) -> tuple[Mention, int] | None:
        """Return the place named right after a body, and where the body with it ends."""
        for at in range(bisect_left(self._starts, end), len(self._starts)):
            place = self.places[at]
            if place.start - end > 48:
                return None
            if _RIGHT.fullmatch(self.page.folded, end, place.start):
                after = _AFTER_PLACE.match(self.page.folded, place.end)
                return place, place.end + (len(after[0]) if after else 0)
        return None

    def left(self, start: int) -> Mention | None:
        """Return the place whose name stands right before a body: "HCM City Party Committee"."""
        folded = self.page.folded
        city = folded.find(" ", start)
        if folded[start:city] == "city" and (place := self._ends.get(city)):
            return place
        for gap in (" ", " province ", " provincial ", " city ", " municipal ", " province's ", "'s ", "s' "):
            if folded.endswith(gap, 0, start) and (place := self._ends.get(start - len(gap))):
                return place
        return None

    def adjective(self, start: int) -> tuple[str, int] | None:
        """Return the place of a Russian adjective before a body («Ханойского союза») and where that begins."""
        match = re.compile(r"(?<![\w-])([А-ЯЁ][а-яё]{2,14})ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое) $").search(
            self.page.text, max(0, start - 24), start
        )
        if match is None:
            return None
        for stem in (match[1], match[1] + "й"):
            names = {n.iri for n in cyrillic_names(stem, self.gazetteer) if n.kind == "place"}
            if len(names) == 1:
                return names.pop().rsplit("/", 1)[1], match.start()
        return None
