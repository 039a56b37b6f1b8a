"""What is known of people beforehand, what of a text tells them apart, and whom its names mean in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from loaders.articles.records import Record


@dataclass(frozen=True)
class KnownPerson:
    """A person that is known beforehand: by slug, with all names, and the bodies of the posts that are known."""

    slug: str
    names: tuple[str, ...]
    bodies: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Text:
    """What of a text tells people apart: its hash, the article that it tells again (its own slug if none), records."""

    sha256: str
    told: str
    language: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class TextPeople:
    """The people of a text: each name that its records use with the slug of whom it means.

    Where one name means several people, `in_body` says whom it means with which body. `reasons` says why, where that is
    a judgement; `same` are further people (slugs) that each may be, with the reason; `renamed` the slugs that gave way
    to longer ones.
    """

    slugs: Mapping[str, str] = field(default_factory=dict)
    in_body: Mapping[tuple[str, str], str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def everyone(self) -> frozenset[str]:
        """The slugs of all of them. One that ends in a body's is a person's all the same."""
        return frozenset((*self.slugs.values(), *self.in_body.values()))

    def whom(self, key: str, body: str = "") -> str:
        """Return the slug of whom a name means, where it stands with a body."""
        return self.in_body.get((key, body)) or self.slugs.get(key, key)
