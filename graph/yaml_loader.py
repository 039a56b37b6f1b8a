"""The way all YAML is read: by libyaml where PyYAML has it, in a tenth of the time."""

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader", "load_yaml"]


def load_yaml(text: str) -> Any:
    """Return what a YAML text holds: mappings, lists and scalars. Raises yaml.YAMLError."""
    return yaml.load(text, SafeLoader)
