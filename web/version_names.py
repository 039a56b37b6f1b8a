"""A version of the data by the name that a request gives it, and what is said where there is none of that name.

What the store itself says names its folder, which is nobody's business outside.
"""

from graph.errors import InputError, NoVersion, PrunedVersion
from graph.store.version import Version
from graph.store.versions import VersionStore
from web.errors import InvalidValue


def no_versions() -> NoVersion:
    """Return the error of a version that is asked of an endpoint (`huunghi serve --reader`)."""
    return NoVersion(
        "This service reads from an endpoint, which keeps no versions.",
        hint="Leave version= out of the address.",
    )


def version_named(store: VersionStore, name: int | str) -> Version:
    """Return a version by number or release name.

    Raises InvalidValue (400) for what can be no name, NoVersion (404) for one that never was, PrunedVersion (410) for
    one that is no longer kept.
    """
    try:
        return store.get(name)
    except InputError as error:
        raise InvalidValue(
            "%(name)s=%(text)s is no version.",
            hint="Versions are numbered; /changes lists them.",
            values={"name": "version", "text": str(name)[:40]},
        ) from error
    except PrunedVersion as error:
        raise PrunedVersion(
            "Version “%(name)s” of the data is no longer kept.", values={"name": str(name)[:40]}
        ) from error
    except NoVersion as error:
        raise NoVersion(
            "There is no version “%(name)s” of the data.",
            hint="Versions are numbered; /changes lists them.",
            values={"name": str(name)[:40]},
        ) from error
