"""Read who issues documents: a name that begins here, one right before a type word, one in the sentence before, one
that citations share."""

import re
from dataclasses import replace
from functools import cache

from loaders.articles.citations.document import FoldedDocument, pattern
from loaders.articles.citations.lexicon import issuer_is_local, issuer_of, issuers
from loaders.articles.citations.model import Citation, Named
from loaders.articles.citations.type_words import PlacedCitation

_LOOK_BACK = 160
_WORD = re.compile(r"[^\W\d_][\w'-]{0,30}")


def read_issuer(document: FoldedDocument, start: int) -> tuple[int, Named] | None:
    """Read an issuer's name that begins at `start`, with the body it belongs to and the place of a local
    one."""
    match = issuers()[0].match(document.folded, start)
    if not match or (
        document.language == "vi" and " " not in match[0] and not document.text[start].isupper()
    ):
        return None  # đang is not Đảng
    slug, local = issuer_of(" ".join(match[0].split()))
    end = match.end()
    for _ in range(3):
        owner = _OWNER.match(document.folded, end)
        more = issuers()[0].match(document.folded, owner.end()) if owner else None
        if not owner or not more or (owner[0] == " " and document.language == "en"):
            break
        end = more.end()
    inner = re.compile(r"(?:'s)? ").match(document.folded, end) if document.language == "en" else None
    if inner and (within := issuers()[0].match(document.folded, inner.end())):
        name = issuer_of(" ".join(within[0].split()))
        if inner[0] != " " or name[0] in ("secretariat", "politburo"):
            # "the CPV Central Committee's Secretariat", "the Party Central Committee Secretariat"
            end, (slug, local) = within.end(), name
    if local:
        end = _place(document, end)
    elif country := pattern("issuer_country").match(document.folded, end):
        end = country.end()
    return end, document.named(start, end, slug)


_OWNER = re.compile(r" (?:(?:of(?: the)?|cua|du|de la) |de l')?")
_PLACE_LEAD = re.compile(
    r"(?: (?:of|tinh|thanh pho|huyen|quan|thi xa|de la (?:province|ville)(?: de)?|du district(?: de)?|de|du"
    r"|провинции|города|уезда))?(?: d'| )"
)
_PLACE = re.compile(r"[^\W\d_a-zà-öø-ÿа-яё][\w'’-]{0,15}(?:(?: -)? [^\W\d_a-zà-öø-ÿа-яё][\w'’-]{0,15}){0,2}")


def _place(document: FoldedDocument, end: int) -> int:
    """Go on over the name of a place after a local body: "of Nghe An province", "tỉnh Nghệ An"."""
    lead = _PLACE_LEAD.match(document.folded, end)
    stop = end
    if lead and (place := _PLACE.match(document.text, lead.end())):
        for word in _WORD.finditer(document.folded, *place.span()):
            if word[0] in _NO_PLACE or not document.text[word.start()].isupper():
                break
            stop = word.end()
    if stop > end:
        return (
            stop + len(m[0])
            if (m := re.compile(r" (?:province|city)(?![^\W_])").match(document.folded, stop))
            else stop
        )
    bare = re.compile(r" (?:tinh|thanh pho|huyen)(?![^\W_])").match(document.folded, end)
    return bare.end() if bare else end


_NO_PLACE = frozenset(
    {"ve", "viec", "ngay", "ban", "khoa", "trien", "on", "dated", "no", "и", "о", "об", "от", "sur", "n"}
)


def issuer_before(document: FoldedDocument, head: int) -> tuple[int, Named] | None:
    """Read an issuer right before the type word: "the Politburo's Resolution", "Politburo Conclusion"."""
    if head == 0 or document.folded[head - 1] not in " \n":
        return None
    end = head - 1
    if document.folded.endswith("'s", 0, end):
        end -= 2
    elif document.folded.endswith("'", 0, end):
        end -= 1
    start, best = end, None
    for _ in range(6):
        start = document.folded.rfind(" ", max(0, end - 70), start)
        at = start + 1 if start >= 0 else max(0, end - 70)
        match = issuers()[0].match(document.folded, at)
        if match and match.end() == end and (at == 0 or not document.folded[at - 1].isalnum()):
            best = at
        if start < 0:
            break
    if best is None:
        return None
    slug, local = issuer_of(" ".join(document.folded[best:end].split()))
    if local:
        best = _place_before(document, best)
    return best, document.named(best, end, slug)


_PLACE_BEFORE = re.compile(r"(?<![.!?:] )(?<![\w-])(?:[A-ZĐ][\w'’-]{0,15} ){1,3}$")
_NO_PLACE_BEFORE = re.compile(
    r"(?:the|on|in|at|of|by|from|under|standing|deputy|then|mr|ms|mrs|comrade)(?!\w)"
)


def _place_before(document: FoldedDocument, start: int) -> int:
    """Return where a local body's name begins with the place before it: "Nghe An Provincial Party Committee"."""
    if document.language != "en":
        return start
    match = _PLACE_BEFORE.search(document.text, max(0, start - 40), start)
    if match is None:
        return start
    first = match.start()
    while _NO_PLACE_BEFORE.match(document.folded, first):
        first = document.text.find(" ", first) + 1
    return min(first, start)


def issuer_of_sentence(document: FoldedDocument, head: int) -> Named | None:
    """Read who issued the document, where the sentence says so before it: "the Secretariat issued Directive"."""
    window = max(0, head - _LOOK_BACK)
    verbs = [v for v in pattern("issue_verbs").finditer(document.folded, window, head) if head - v.end() < 40]
    if not verbs or re.search(r"[.;:\n]", document.folded[verbs[-1].end() : head]):
        return None
    verb = verbs[-1]
    found: tuple[int, Named] | None = None
    past = 0
    for word in re.finditer(r"(?<![^\W_])[^\W\d_]", document.folded[window : verb.start()]):
        at = window + word.start()
        if not document.text[at].isupper() or at < past:
            continue
        read = read_issuer(document, at)
        if read and read[0] <= verb.start():
            deputy = pattern("deputies", "%s $").search(document.folded, max(window, at - 20), at)
            found, past = None if deputy else read, read[0]
    if (
        found is None
        or verb.start() - found[0] > 60
        or re.search(r"[.;:\n]", document.folded[found[0] : verb.start()])
    ):
        return None
    end, named = found
    if named.value in ("party", "state", "central-level"):
        return None
    start = end - len(named.printed)
    if issuer_is_local(named.value):
        start = _place_before(document, start)
    return document.named(start, end, named.value)


def with_shared_issuers(document: FoldedDocument, found: list[PlacedCitation]) -> list[PlacedCitation]:
    """Give citations the issuer that they share with the one beside them: the next of a list ("Decisions 217-QĐ/TW and
    218-QĐ/TW of the Politburo"), or the title that a number in brackets stands after."""
    every = sorted(found, key=lambda placed: placed[1:])
    for place in range(len(every) - 1, -1, -1):
        citation, start, end = every[place]
        if citation.issuer or citation.number is None:
            continue
        after = every[place + 1] if place + 1 < len(every) else None
        if after and _one_list(document, citation, end, after):
            every[place] = replace(citation, issuer=after[0].issuer), start, end
    for place, (citation, start, end) in enumerate(every):
        if citation.issuer or citation.number is None:
            continue
        before = every[max(0, place - 3) : place]
        title = next((c for c, _, last in before if _in_brackets_after(document, c, last, start)), None)
        if title and set(title.types) & set(citation.types):
            every[place] = replace(citation, issuer=title.issuer), start, end
    return every


def _one_list(document: FoldedDocument, citation: Citation, end: int, after: PlacedCitation) -> bool:
    """Whether the next citation, which names its issuer, goes on a list of documents of one kind."""
    other, start, _ = after
    return (
        other.number is not None
        and other.issuer is not None
        and other.issuer.span.start > other.span.start
        and bool(set(other.types) & set(citation.types))
        and other.body == citation.body
        and _list_link().fullmatch(document.folded, end, start) is not None
    )


@cache
def _list_link() -> re.Pattern[str]:
    return re.compile(rf"{pattern('and').pattern}(?:{pattern('marks').pattern})? ?")


_BRACKET = re.compile(r"[ \n]{0,3}\([ ]?")


def _in_brackets_after(document: FoldedDocument, title: Citation, last: int, start: int) -> bool:
    """Whether a citation that starts there stands in brackets after the title of a document whose issuer is named."""
    if title.kind not in ("title", "class") or title.issuer is None or title.title is None:
        return False
    return start - last < 8 and _BRACKET.fullmatch(document.text, last, start) is not None
