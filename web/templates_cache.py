"""Templates compiled once for all processes that run as this user, and not at the start of each: it takes seconds."""

import contextlib
import hashlib
import logging

import jinja2
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache

_log = logging.getLogger("huunghi.templates")


def compiled_templates(made_by: bytes) -> BytecodeCache | None:
    """Return the cache of compiled templates in the temporary folder; None where there can be none.

    `made_by` is all that templates are compiled by: what another text compiled is not taken. Jinja compares the text of
    each template, and takes only a folder that belongs to this user and that nobody else can read.
    """
    made = hashlib.sha256(made_by + jinja2.__version__.encode()).hexdigest()[:16]
    try:
        return _Cache(pattern=f"huunghi-{made}-%s")
    except (OSError, RuntimeError) as error:
        _log.info("compiled templates are not kept: %s", error)
        return None


class _Cache(FileSystemBytecodeCache):
    """Does without a file that cannot be read or written."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - a damaged file can raise anything when it is unpickled
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)
