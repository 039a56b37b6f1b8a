"""Write values as JSON (RFC 8259), one line a member, letters as they are."""

import json
from typing import Any


def write_json(value: Any) -> str:
    """Return a value of lists, mappings, texts, numbers and None as JSON.

    >>> write_json({"name": "Nghệ An"})
    '{\\n "name": "Nghệ An"\\n}'
    """
    return json.dumps(value, ensure_ascii=False, indent=1)
