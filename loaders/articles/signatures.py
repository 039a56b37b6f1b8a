"""Signatures of texts: how much of their wording two texts share, told without either.

MinHash over runs of four words, whatever their marks, case and punctuation. A signature says nothing of what a text
says; `data/signatures.csv` keeps those of the five reports, whose texts may not be here.
"""

import base64
import binascii
import re
import struct
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Hamming

from loaders.articles.citations.normalise import fold
from loaders.articles.view import view_of

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS: Final = 128
WORDS: Final = 4
"""How many words a run has: fewer are common phrases, more are lost by one changed word."""
_SEED: Final = 1
_SCHEME: Final = "affine32"
"""How the library permutes; named, for signatures are kept and compared for years."""
_BYTES: Final = 2
_WORD: Final = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of a text as they compare.

    >>> words_of("Chỉ thị số 12-CT/TW")
    ['chi', 'thi', 'so', '12', 'ct', 'tw']
    """
    return _WORD.findall(fold(view_of(text).text))


def runs_of_words(text: str) -> frozenset[str]:
    """Return the runs of words of a text, or its words where it has fewer."""
    words = words_of(text)
    if len(words) < WORDS:
        return frozenset(words)
    return frozenset(" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1))


def signature(text: str) -> bytes:
    """Return the signature of a text: two bytes for each permutation; nothing for a text without words."""
    from datasketch import MinHash  # noqa: PLC0415 - brings scipy, which takes a second to load

    runs = runs_of_words(text)
    if not runs:
        return b""
    made = MinHash(num_perm=PERMUTATIONS, seed=_SEED, scheme=_SCHEME)
    made.update_batch(run.encode() for run in sorted(runs))
    return b"".join((int(value) & 0xFFFF).to_bytes(_BYTES, "big") for value in made.hashvalues)


def likeness(one: str, other: str) -> float:
    """Return the share of runs that two texts have in common, as the letters of their signatures estimate it (within
    0.04 or so); each text is compared with hundreds."""
    return Hamming.similarity(one, other) / len(one) if one and len(one) == len(other) else 0.0


def letters(made: bytes) -> str:
    """Return the values of a signature as one character each, which compare much faster than numbers."""
    return "".join(map(chr, values(made)))


def values(made: bytes) -> tuple[int, ...]:
    """Return the values that a signature is made of."""
    return struct.unpack(f">{len(made) // _BYTES}H", made)


def sketch(made: bytes) -> "MinHash":
    """Return a signature as the library's own, to be looked for among others."""
    from datasketch import MinHash  # noqa: PLC0415 - see `signature`

    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, hashvalues=values(made), scheme=_SCHEME)


def written(made: bytes) -> str:
    """Return a signature as it is written in tables and in the graph."""
    return base64.b64encode(made).decode("ascii")


def read(text: str) -> bytes:
    """Return a signature as it was written; raise ValueError for what is none."""
    try:
        made = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{text[:20]!r}... is no signature: not base64") from error
    if len(made) != PERMUTATIONS * _BYTES:
        raise ValueError(f"a signature has {PERMUTATIONS * _BYTES} bytes, this one {len(made)}")
    return made
