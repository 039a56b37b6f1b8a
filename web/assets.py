"""Build the browser assets with npm, where npm is there; pages must work without them.

What it makes lies in `web/static/built` and is git-ignored: the two typefaces, as the subsets the pages need,
the stylesheet that names them, Cytoscape.js, which draws graphs, Swagger UI, which shows what programs may ask, and
the script of the SPARQL page, bundled from `web/workbench` with CodeMirror. A stamp of what went in makes a second run
instant. A machine without npm, or without a way to npm's packages, gets one line, the fonts of its system, graphs as
tables, operations as a list, and a plain field for queries.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BUILT: Final = Path(__file__).resolve().parent / "static" / "built"
WORKBENCH: Final = Path(__file__).resolve().parent / "workbench"
"""Modules of the scripts of the SPARQL page (`SPARQL_SCRIPTS`)."""


@dataclass(frozen=True)
class Face:
    """One typeface: its package, its family name, the subsets (Unicode blocks) and styles the pages use."""

    package: str
    family: str
    subsets: tuple[str, ...]
    styles: tuple[tuple[int, str], ...]


FACES: Final = (
    Face(
        "source-serif-4",
        "Source Serif 4",
        ("vietnamese", "cyrillic", "latin-ext", "latin"),
        ((400, "normal"), (400, "italic"), (600, "normal")),
    ),
    # Be Vietnam Pro has no Cyrillic: Russian words in the interface's type fall through to the system's sans.
    Face(
        "be-vietnam-pro",
        "Be Vietnam Pro",
        ("vietnamese", "latin-ext", "latin"),
        ((400, "normal"), (600, "normal")),
    ),
)


@dataclass(frozen=True)
class StandIn:
    """A typeface of the reader's system in the measure of one of ours, until ours has come: lines break alike, and
    nothing moves. `names` are one style of it, as systems call it; the numbers are per cent.

    `size` is the ratio of the mean widths of letters, over English and Vietnamese of the interface; `ascent` and
    `descent` are those of our typeface, divided by it.
    """

    instead_of: str
    family: str
    weight: int
    style: str
    names: tuple[str, ...]
    size: float
    ascent: float
    descent: float

    @property
    def rule(self) -> str:
        """The rule of CSS that makes it."""
        sources = ",".join(f"local({json.dumps(name)})" for name in self.names)
        return (
            f"@font-face{{font-family:{json.dumps(f'{self.family} as {self.instead_of}')};font-style:{self.style};"
            f"font-weight:{self.weight};src:{sources};size-adjust:{self.size}%;ascent-override:{self.ascent}%;"
            f"descent-override:{self.descent}%;line-gap-override:0%}}\n"
        )


_SERIF, _SANS = "Source Serif 4", "Be Vietnam Pro"
STAND_INS: Final = (
    StandIn(_SERIF, "Noto Serif", 400, "normal", ("Noto Serif", "NotoSerif-Regular"), 99.5, 104.1, 33.7),
    StandIn(
        _SERIF, "Noto Serif", 400, "italic", ("Noto Serif Italic", "NotoSerif-Italic"), 93.6, 110.7, 35.8
    ),
    StandIn(_SERIF, "Noto Serif", 600, "normal", ("Noto Serif Bold", "NotoSerif-Bold"), 95.1, 109.0, 35.2),
    StandIn(_SERIF, "Times", 400, "normal", ("Liberation Serif", "Times New Roman"), 118.1, 87.7, 28.4),
    StandIn(
        _SERIF,
        "Times",
        400,
        "italic",
        ("Liberation Serif Italic", "Times New Roman Italic"),
        108.4,
        95.6,
        30.9,
    ),
    StandIn(
        _SERIF, "Times", 600, "normal", ("Liberation Serif Bold", "Times New Roman Bold"), 112.5, 92.1, 29.8
    ),
    StandIn(_SERIF, "DejaVu Serif", 400, "normal", ("DejaVu Serif",), 92.5, 111.9, 36.2),
    StandIn(_SERIF, "DejaVu Serif", 400, "italic", ("DejaVu Serif Italic",), 84.9, 122.0, 39.5),
    StandIn(_SERIF, "DejaVu Serif", 600, "normal", ("DejaVu Serif Bold",), 84.9, 122.0, 39.5),
    StandIn(_SANS, "Noto Sans", 400, "normal", ("Noto Sans", "NotoSans-Regular"), 103.1, 97.0, 25.7),
    StandIn(_SANS, "Noto Sans", 600, "normal", ("Noto Sans Bold", "NotoSans-Bold"), 99.1, 100.9, 26.7),
    StandIn(_SANS, "Arial", 400, "normal", ("Liberation Sans", "Arial"), 109.7, 91.1, 24.2),
    StandIn(_SANS, "Arial", 600, "normal", ("Liberation Sans Bold", "Arial Bold"), 104.0, 96.1, 25.5),
    StandIn(_SANS, "DejaVu Sans", 400, "normal", ("DejaVu Sans",), 96.0, 104.2, 27.6),
    StandIn(_SANS, "DejaVu Sans", 600, "normal", ("DejaVu Sans Bold",), 87.1, 114.8, 30.4),
)

SCRIPTS: Final = {
    "cytoscape/dist/cytoscape.min.js": "cytoscape.min.js",
    "cytoscape/LICENSE": "cytoscape.LICENSE",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    "swagger-ui-dist/LICENSE": "swagger-ui.LICENSE",
}
"""Files of npm's packages that are served as they are, and their names here."""

SPARQL_SCRIPTS: Final = {"main.js": "workbench.js", "rows-worker.js": "rows-worker.js"}
"""Modules of `web/workbench` that are bundled with what they import, and the names of the bundles."""

_RULE = re.compile(r"@font-face\s*\{[^}]*\}")
_RANGE = re.compile(r"unicode-range:\s*([^;}]+)")


def stamp() -> str:
    """Return the hash of all that decides what is built."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update((ROOT / "package-lock.json").read_bytes())
    for module in sorted(WORKBENCH.glob("*.js")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _unicode_range(package: Path, subset: str, weight: int, style: str) -> str:
    css = (package / (f"{weight}.css" if style == "normal" else f"{weight}-{style}.css")).read_text("utf-8")
    for rule in _RULE.findall(css):
        if f"-{subset}-{weight}-{style}.woff2" in rule and (found := _RANGE.search(rule)):
            return found.group(1).strip()
    raise FileNotFoundError(f"{package.name} has no {subset} {weight} {style}")


def build(modules: Path, built: Path) -> int:
    """Copy fonts and scripts out of `modules` (a `node_modules` folder) into `built`; return the bytes copied."""
    shutil.rmtree(built, ignore_errors=True)
    (built / "fonts").mkdir(parents=True)
    rules, size = [], 0
    for face in FACES:
        package = modules / "@fontsource" / face.package
        for subset in face.subsets:
            for weight, style in face.styles:
                name = f"{face.package}-{subset}-{weight}-{style}.woff2"
                shutil.copyfile(package / "files" / name, built / "fonts" / name)
                size += (built / "fonts" / name).stat().st_size
                rules.append(
                    f"@font-face{{font-family:{json.dumps(face.family)};font-style:{style};font-weight:{weight};"
                    f'font-display:swap;src:url("fonts/{name}") format("woff2");'
                    f"unicode-range:{_unicode_range(package, subset, weight, style)}}}\n"
                )
        shutil.copyfile(package / "LICENSE", built / "fonts" / f"{face.package}.LICENSE")
    rules += [one.rule for one in STAND_INS]
    (built / "fonts.css").write_text("".join(rules), "utf-8")
    for file, target in SCRIPTS.items():
        shutil.copyfile(modules / file, built / target)
        size += (built / target).stat().st_size
    for module, name in SPARQL_SCRIPTS.items():
        size += _bundle(modules, module, built / name)
    return size


def _bundle(modules: Path, module: str, target: Path) -> int:
    """Bundle a script of the SPARQL page; return its bytes. Raises CalledProcessError with what esbuild says."""
    options = ("--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=linked")
    environment = {**os.environ, "NODE_PATH": str(modules)}
    command = [str(modules / ".bin" / "esbuild"), str(WORKBENCH / module), *options, f"--outfile={target}"]
    subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=100)
    return target.stat().st_size


def build_if_needed() -> None:
    """Build what is not built yet; say in one line what was done or why not."""
    if not (ROOT / "package-lock.json").exists() or (
        (BUILT / "stamp").exists() and (BUILT / "stamp").read_text("utf-8") == stamp()
    ):
        return
    if not _installed(ROOT / "node_modules") and not _install():
        return
    try:
        size = build(ROOT / "node_modules", BUILT)
    except subprocess.CalledProcessError as error:
        print(f"Assets: the script of the SPARQL page could not be made: {error.stderr.strip()}")  # noqa: T201
        return
    (BUILT / "stamp").write_text(stamp(), "utf-8")
    print(f"Assets: built, {size // 1024} kB.")  # noqa: T201


def _installed(modules: Path) -> bool:
    """Whether what the lock names is there already; installing anew would take what the tests use away."""
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    try:
        there = json.loads((modules / ".package-lock.json").read_text("utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    return all(
        there.get(name, {}).get("version") == one["version"]
        for name, one in locked.items()
        if name and not one.get("dev") and not one.get("optional")
    )


def _install() -> bool:
    """Install what the lock names; say in one line why not where that fails."""
    npm = shutil.which("npm")
    if npm is None:
        print("Assets: npm is not here; the pages use the fonts of the system.")  # noqa: T201
        return False
    print("Assets: fetching typefaces, scripts and Swagger UI with npm ...", flush=True)  # noqa: T201
    try:
        done = subprocess.run(
            [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        failure = (done.stderr.strip().splitlines() or ["no reason given"])[0] if done.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        failure = str(error)
    if failure:
        print(f"Assets: npm could not fetch them ({failure}); the pages use the fonts of the system.")  # noqa: T201
    return not failure
