"""Names of people and bodies that a model finds and the rules do not know: whole names, and nothing cut out of one."""

import re
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.language_model.verbatim import Found
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.russian import nominative_of_other
from loaders.articles.mentions.titles import context_roles
from loaders.articles.mentions.vietnamese_names import slug, transliterate

_WORDS: Final = range(2, 8)
"""Words that a name of a person has."""


def person_named(document: Document, found: tuple[Found, ...]) -> Mention | None:
    """Return a person by a name that the rules know nothing of: capitalised words, and no more of them beside."""
    for place in found:
        text = document.text[place.start : place.end]
        words = text.split()
        if (
            len(words) in _WORDS
            and words[0][:1].isupper()
            and words[-1][:1].isupper()
            and not re.search(r"[^\w\s.'’-]|[\d_]|\n", text)
            and not _is_part(document, place)
            and (own := slug(transliterate(nominative_of_other(text)) if document.language == "ru" else text))
        ):
            return Mention("person", place.start, place.end, text, own, type="foreign")
    return None


def body_named(document: Document, found: tuple[Found, ...]) -> Found | None:
    """Return where a body is named that is known by its name alone: words with a capital, no person and no place,
    and no capital more beside them."""
    for place in found:
        text = document.text[place.start : place.end]
        taken = any(
            m.kind != "body" and m.start <= place.start and place.end <= m.end for m in document.mentions
        )
        if (
            len(text) > 3
            and any(letter.isupper() for letter in text)
            and "\n" not in text
            and not taken
            and not _goes_on(document, place)
            and slug(transliterate(text))
        ):
            return place
    return None


def _is_part(document: Document, place: Found) -> bool:
    """Whether words are within another mention, or a longer name goes on before or after them."""
    within = any(m.start < place.end and place.start < m.end for m in document.mentions)
    return within or _goes_on(document, place)


def _goes_on(document: Document, place: Found) -> bool:
    """Whether capitals before or after words say that a name goes on there: no address, office, place or body, and not
    the first word of a sentence."""
    after = document.text[place.end : place.end + 2]
    if re.match(r"[ -][^\W\d_]", after) and after[1].isupper():
        return True
    text = document.text[max(0, place.start - 40) : place.start]
    before = re.search(r"(?P<word>[^\W\d_][\w.'’-]*)[ -]$", text)
    if before is None or not before["word"][0].isupper():
        return False
    if _address().search(document.folded, max(0, place.start - 16), place.start):
        return False
    start = place.start - len(before[0])
    spoken = [(m.start(), m.end()) for _, m in context_roles(document)]
    spoken += [(m.start, m.end) for m in document.mentions if m.kind != "person"]
    return not any(a <= start < b for a, b in spoken) and document.sentence_at(start).start != start


@cache
def _address() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{read_yaml('people.yaml')['address']}) ?$")
