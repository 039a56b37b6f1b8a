"""What is read from a folder lies in it: neither a path with `..` nor a symbolic link leads a load to other files.

Who gives a folder to be loaded has often not made it, and what is loaded is published.
"""

from collections.abc import Iterable
from pathlib import Path

from graph.errors import InputError, Problem


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a path in a folder is in truth a file elsewhere; the folder itself may be a link.

    >>> folder = Path("/data")
    >>> leads_out(folder, folder / "sub/../people.csv"), leads_out(folder, folder / "../people.csv")
    (False, True)
    """
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a circle of links; a name that no file can have
        return True


def refuse_outside(folder: Path, paths: Iterable[Path]) -> None:
    """Raise InputError where paths of a folder lead out of it, with each of them."""
    problems = tuple(outside(path) for path in paths if leads_out(folder, path))
    if problems:
        raise InputError(
            "Nothing was read, for files of the folder lie elsewhere.",
            problems=problems,
            hint="Copy them into the folder, or name the folder that they are in.",
        )


def outside(path: Path) -> Problem:
    """Return what is said of a path that leads out of its folder."""
    how = "is a symbolic link that leads" if path.is_symlink() else "leads"
    return Problem(str(path), f"{how} out of the folder")
