"""Signatures of texts: how much of their wording two texts share, told without either.

MinHash over runs of four words, whatever their marks, case and punctuation. A signature says nothing of what a text
says; `data/signatures.csv` keeps those of the five reports, whose texts may not be here.
"""

import base64
import binascii
import hashlib
import re
import struct
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Hamming

from loaders.articles.citations.normalise import fold
from loaders.articles.view import view_of

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

PERMUTATIONS: Final = 128
WORDS: Final = 4
"""How many words a run has: fewer are common phrases, more are lost by one changed word."""
_SEED: Final = 1
_AT_ONCE: Final = 4096
"""Runs that are permuted at once: 2 MB."""
_BYTES: Final = 2
_BANDS: Final = 25
_BAND: Final = 5
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
    """Return the signature of a text: two bytes for each permutation; nothing for a text without words.

    It is that of datasketch 2 by its scheme "affine32": the first four bytes of SHA-1, mixed as MurmurHash3 ends, and
    permuted by a * hash + b modulo 2^32 with odd a. Signatures are kept and compared for years, so it stays.
    """
    import numpy  # noqa: PLC0415 - takes a quarter of a second to load, and most programs make no signatures

    runs = runs_of_words(text)
    if not runs:
        return b""
    digests = b"".join(hashlib.sha1(run.encode(), usedforsecurity=False).digest()[:4] for run in runs)
    hashes = _mixed(numpy.frombuffer(digests, dtype="<u4"))
    # The stream of numbers of RandomState is frozen, unlike that of what followed it.
    random = numpy.random.RandomState(_SEED)
    factors = random.randint(0, 1 << 31, PERMUTATIONS, dtype=numpy.uint32) * numpy.uint32(2) + numpy.uint32(1)
    added = random.randint(0, 1 << 32, PERMUTATIONS, dtype=numpy.uint32)
    some = [hashes[start : start + _AT_ONCE] for start in range(0, len(hashes), _AT_ONCE)]
    least = numpy.min([(numpy.outer(one, factors) + added).min(axis=0) for one in some], axis=0)
    return bytes((least & 0xFFFF).astype(">u2").tobytes())


def _mixed(hashes: "NDArray[numpy.uint32]") -> "NDArray[numpy.uint32]":
    """Return 32-bit numbers as MurmurHash3 mixes them in the end."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashes = (hashes ^ (hashes >> hashes.dtype.type(shift))) * hashes.dtype.type(factor)
    return hashes


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


class SignatureIndex:
    """Signatures by their bands (locality-sensitive hashing): those that share a band are likely to be alike.

    25 bands of 5 are those with the fewest errors about a share of 0.5: of texts that have so much in common 0.55
    are found, of those with 0.7 in common 0.99, with 0.2 in common 0.01.
    """

    def __init__(self) -> None:
        self._bands: list[dict[str, list[str]]] = [{} for _ in range(_BANDS)]

    def add(self, name: str, made: str) -> None:
        """Put a signature in, as its letters."""
        for held, band in zip(self._bands, _bands_of(made), strict=True):
            held.setdefault(band, []).append(name)

    def near(self, made: str) -> set[str]:
        """Return the names of the signatures that share a band with this one."""
        return {
            name
            for held, band in zip(self._bands, _bands_of(made), strict=True)
            for name in held.get(band, ())
        }


def _bands_of(made: str) -> list[str]:
    return [made[start : start + _BAND] for start in range(0, _BANDS * _BAND, _BAND)]


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
