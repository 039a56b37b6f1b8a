"""Read lists of members: "Group 1 includes ...", "unions of cluster 1 including: ..."."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.records import Membership, Passage, When

_LINK: Final = re.compile(
    r"[ ]{0,2}(?:,|;|and|va|и|et|&|, and|, et)[ ]{0,2}|[ ]{0,2},[ ]{0,2}(?:and|va|и|et)[ ]{0,2}"
)
_INCLUDES: Final = re.compile(
    r"(?:\bincludes?|\bincluding|\bcompris\w+|\bconsists? of|\bmade up of|\bnamely|\bbao gom"
    r"|\bgom(?: co)?|входят|включает|в состав|включая|"
    r"\bcomprend|\bdont|\bcompose\w* de|\bregroupe)\b"
)


def cluster_of(body: Mention) -> str | None:
    """Return the slug of the cluster that a body is, or whose unions it stands for."""
    if body.type == "cluster":
        return body.slug
    return body.slug.removeprefix("unions-of-") if body.slug.startswith("unions-of-cluster-") else None


def lists(document: Document) -> Iterator[tuple[str, list[Mention], bool]]:
    """Yield each list of three places or more with the cluster it belongs to, and whether they attended an
    event."""
    for run in _runs(document):
        sentence = document.sentence_at(run[0].start)
        before = document.folded[max(sentence.start, run[0].start - 300) : run[0].start]
        if not _INCLUDES.search(before):
            continue
        near = [b for b in document.within(document.bodies, sentence.start, run[0].start) if cluster_of(b)]
        cluster = cluster_of(near[-1]) if near else None
        if cluster is None:
            continue
        attended = document.word("attended").search(run[-1].end, sentence.end) is not None
        yield cluster, run, attended


def _runs(document: Document) -> Iterator[list[Mention]]:
    run: list[Mention] = []
    for mention in document.places:
        if run and not _LINK.fullmatch(document.folded, run[-1].end, mention.start):
            if len(run) >= 3:
                yield run
            run = []
        run.append(mention)
    if len(run) >= 3:
        yield run


def memberships(document: Document, as_of: When | None) -> Iterator[Membership]:
    """Yield a membership for each place in a list: what is listed are the unions of these places."""
    for cluster, run, _ in lists(document):
        for place in run:
            passage = Passage(place.start, place.end, document.parts.part_at(place.start))
            yield Membership(f"{place.slug}-union", cluster, passage, as_of)
