"""Open what is packed as a zip, within bounds: a few kilobytes can hold as much as fills the memory."""

import io
import zipfile
import zlib

from graph.errors import InputError
from graph.limits import LIMITS

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


def open_zip(name: str, content: bytes) -> zipfile.ZipFile:
    """Open a zip whose members, as its directory tells them, keep to the limits.

    Raises InputError where it is damaged, needs a password, or has too many members, or too much in them.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        members = packed.infolist()
    except DAMAGED as error:
        raise InputError(f"{name}: the file is damaged ({error}); save or download it again") from error
    if len(members) > LIMITS.zip_members:
        raise InputError(f"{name}: {len(members):,} files are in it; {LIMITS.zip_members:,} are read")
    size = sum(member.file_size for member in members)
    if size > LIMITS.articles_unpacked_bytes:
        raise InputError(
            f"{name}: {size / 1e6:,.0f} MB are packed in it; {LIMITS.articles_unpacked_bytes / 1e6:,.0f} MB are read"
        )
    if size > max(LIMITS.unpacked_free_bytes, LIMITS.unpacked_ratio * len(content)):
        raise InputError(
            f"{name}: it unpacks to {size // max(1, len(content)):,} times its size, which no text does"
        )
    return packed


def read_member(name: str, packed: zipfile.ZipFile, member: str) -> bytes:
    """Unpack one member, of at most the size of an article; raise InputError where that cannot be done."""
    told = packed.getinfo(member)
    if told.file_size > LIMITS.article_bytes:
        raise InputError(
            f"{name}: {told.file_size / 1e6:,.0f} MB are too large for an article; "
            f"{LIMITS.article_bytes / 1e6:,.0f} MB are read"
        )
    if told.flag_bits & 1:
        raise InputError(f"{name}: it is protected by a password; save it without one")
    try:
        return packed.read(told)
    except DAMAGED as error:
        raise InputError(f"{name}: the file is damaged ({error}); save or download it again") from error


def members_of(packed: zipfile.ZipFile) -> frozenset[str]:
    """Return the names of the files in a zip."""
    return frozenset(member.filename for member in packed.infolist() if not member.is_dir())
