"""What is known of a text from the one that it copies: the records of that one, with their places in this one.

Which text copies which is told by their wording (`near_copies`); what is known of each by claims of tables and
reviewers, and by its own reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store, Triple

from graph.claims.claim import ACCEPTED, INFERRED, PROPOSED, Claim
from graph.claims.standing import verdicts
from loaders.articles.claims.article_iris import main_event
from loaders.articles.claims.known_records import Said
from loaders.articles.input.stretches import Stretch
from loaders.articles.mentions.known import KnownGraph
from loaders.articles.near_copies import Kin, Placing, Text, kin_of, placing, placing_by_words
from loaders.articles.readings import Reading
from loaders.articles.reread import text_of
from loaders.articles.signatures import read as read_signature
from ontology.iris import mint
from ontology.terms import prov

COPY: Final = (
    "Of the runs of four words that either text has, both have {share:.0%}. Which of them was first is taken from "
    "their dates of publication, or else not known."
)
REVISION: Final = (
    "Both texts stood at {url}; which of them was first is taken from their dates, or else not known."
)


@dataclass
class Kinship:
    """Which texts of a store come from which, and what was said of those that others come from."""

    root: Path
    kin: Mapping[str, Kin]
    hashes: Mapping[str, str]
    _said: dict[str, list[Said]] = field(default_factory=dict)
    _words: dict[str, dict[tuple[int, int], Stretch]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def parents(self) -> frozenset[str]:
        """The texts (by their sources' slugs) whose records others may share."""
        return frozenset(kin.parent for kin in self.kin.values() if kin.sure)

    def depth(self, slug: str) -> int:
        """How many texts one comes from in turn: parents are read before their children."""
        seen: list[str] = []
        while (kin := self.kin.get(slug)) and kin.sure and slug not in seen:
            seen.append(slug)
            slug = kin.parent
        return len(seen)

    def tell(self, slug: str, said: Iterable[Said], words: Mapping[tuple[int, int], Stretch]) -> None:
        """Keep what is said of a text that others come from, and the words of its places."""
        self._said.setdefault(slug, []).extend(said)
        self._words[slug].update(words)

    def known_from_parent(self, slug: str) -> Iterator[Said]:
        """Yield what is said of the text that this one comes from, with its places in this one."""
        kin = self.kin.get(slug)
        if kin is None or not kin.sure:
            return
        place = self._placing(kin.parent, slug)
        if place is None:
            return
        moved: dict[tuple[int, int], tuple[int, int] | None] = {}
        for said in self._said.get(kin.parent, ()):
            where = (said.start, said.end)
            if where not in moved:
                moved[where] = place(where) if said.start < said.end else None
            start, end = moved[where] or (0, 0)
            yield said._replace(start=start, end=end)

    def _placing(self, parent: str, child: str) -> Placing | None:
        text = text_of(self.root, self.hashes[child])
        if text is None:
            return None
        original = text_of(self.root, self.hashes[parent]) if parent in self.hashes else None
        if original is not None:
            return placing(original, text)
        length = max((end for _, end in self._words[parent]), default=1)
        return placing_by_words(self._words[parent], length, text)

    def claim(self, slug: str, reading: Reading, run: str) -> Iterator[Claim]:
        """Yield the claim that a text comes from another, if it does."""
        kin = self.kin.get(slug)
        if kin is None:
            return
        predicate = prov.wasRevisionOf if kin.revision else prov.wasQuotedFrom
        reason = REVISION.format(url=reading.url) if kin.revision else COPY.format(share=kin.share)
        child, parent = mint("source", slug), NamedNode(mint("source", kin.parent))
        yield Claim(
            Triple(NamedNode(child), NamedNode(predicate), parent),
            child,
            status=INFERRED if kin.sure else PROPOSED,
            reason=reason,
            run=run,
        )


def kinship(
    store: Store, root: Path, readings: Iterable[Reading], slugs: Mapping[str, str], ground: KnownGraph
) -> Kinship:
    """Find which of these texts, and of the curated sources whose signatures are known, come from which."""
    decided = verdicts(store)
    hashes: dict[str, str] = {}
    texts: dict[str, Text] = {}
    for reading in readings:
        slug = slugs[reading.sha256]
        hashes[slug] = reading.sha256
        main = main_event(reading.records)
        event = (main.organiser or main.about or "", main.when.start if main.when else "") if main else ()
        known = slug in ground.curated
        texts[slug] = Text(slug, reading.signature, reading.published or "", reading.url or "", known, event)
    addresses = {text.url for text in texts.values() if text.url}
    told = {slug for slug, address in ground.addresses.items() if address in addresses}
    for slug in (told | set(ground.signatures)) - set(texts):
        made = _signature(ground.signatures.get(slug, ""))
        published, address = ground.published.get(slug, ""), ground.addresses.get(slug, "")
        texts[slug] = Text(slug, made, published, address, curated=True)

    def judged(child: str, parent: str) -> bool | None:
        if not decided:
            return None  # this is asked of each pair of texts that are somewhat alike
        own = mint("source", child)
        triple = Triple(NamedNode(own), NamedNode(prov.wasQuotedFrom), NamedNode(mint("source", parent)))
        verdict = decided.get(NamedNode(Claim(triple, own).iri))
        return None if verdict is None else verdict in ACCEPTED

    def read(slug: str) -> str | None:
        return text_of(root, hashes[slug]) if slug in hashes else None

    return Kinship(root, kin_of(texts.values(), read=read, judged=judged), hashes)


def _signature(written: str) -> bytes:
    """Return a signature that the graph has; nothing where there is none, or one of another making."""
    try:
        return read_signature(written) if written else b""
    except ValueError:
        return b""
