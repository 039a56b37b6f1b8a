"""What every page has around it: language, links, navigation, data version; and the one way to render a template.

A page module fills a frozen dataclass; its fields, together with `frame`, are all that its template sees.
"""

import hashlib
import re
from dataclasses import dataclass, fields
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.limits import LIMITS
from graph.store.reader import EmbeddedReader
from ontology.iris import ID, name_of
from ontology.kinds import PROVENANCE_KINDS, kind_of
from ontology.vocabulary import vocabulary
from queries.collection import reader_queries
from queries.read.review import count_waiting, count_waiting_about
from web.auth.origins import is_secure
from web.languages import CODES, Words, choose, words
from web.templates_cache import compiled_templates
from web.urls import Links

HERE: Final = Path(__file__).resolve().parent
STATIC: Final = HERE / "static"
COOKIE: Final = "lang"
PICTURE: Final = "picture"
"""The parameter of a page's address that asks for one of its drawings alone (`web/pictures.py`)."""
_PART: Final = ("part", "answer")
"""The parameter by which the SPARQL page gives the section of its answer alone; a link from it leads to the page."""
CITED: Final = "sha256"
"""The parameter that makes the address of an answer a citation of it (`web/pages/citations.py`)."""
_CITABLE: Final = ("/q/", "/queries/")
_FIRST_FONTS: Final = (
    "source-serif-4-latin-400-normal",
    "source-serif-4-latin-600-normal",
    "source-serif-4-vietnamese-600-normal",  # in the wordmark
    "be-vietnam-pro-latin-400-normal",
    "be-vietnam-pro-latin-600-normal",
)
_FIRST_FONTS_OF: Final = {
    "vi": (
        "source-serif-4-vietnamese-400-normal",
        "be-vietnam-pro-vietnamese-400-normal",
        "be-vietnam-pro-vietnamese-600-normal",
    )
}
"""Fonts asked for before a page is laid out; one that came later would move its lines (`web/assets.py`)."""
_TITLE: Final = re.compile(r"<title>(.*?) · Hữu Nghị</title>", re.DOTALL)
RETRY_AFTER: Final = "5"
"""Seconds after which it is worth asking again for what cannot be answered just now."""
NO_BREAK_HYPHEN: Final = "\u2011"
# What is before tells where a number can begin: a long run of digits is looked at once, not from each of them.
_NUMBER: Final = re.compile(
    r"(?<!\d)(?<![\d/]/)\d[\d/]*(?:[A-ZĐ]+)?-[A-ZĐ]\w*(?:[/-][A-ZĐ]\w*)*|(?<!\d)\d+/\w+-[A-ZĐ]\w*"
)


@dataclass(frozen=True)
class Switch:
    """A link of the language switch."""

    code: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class Tab:
    """A link to another view of the same content."""

    name: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Alternate:
    """The same content in another format."""

    href: str
    type: str
    suffix: str


@dataclass(frozen=True)
class ReviewLink:
    """What leads whoever may review to the queue: how much waits there, and of the thing of this page."""

    href: str
    waiting: int
    thing: str = ""
    own: int = 0


@dataclass(frozen=True)
class Frame:
    """What the base template needs on every page. `read` is when an endpoint without versions was read."""

    words: Words
    links: Links
    path: str
    query: str
    switches: tuple[Switch, ...]
    current: str
    version: int | None
    release: str
    older: bool
    fonts: bool
    here: Links
    review: ReviewLink | None = None
    read: str = ""

    @property
    def lang(self) -> str:
        return self.words.code

    @property
    def first_fonts(self) -> tuple[str, ...]:
        """The addresses of the fonts that every page needs at its first paint."""
        if not self.fonts:
            return ()
        names = (*_FIRST_FONTS, *_FIRST_FONTS_OF.get(self.lang, ()))
        return tuple(f"/static/built/fonts/{name}.woff2" for name in names)

    def picture(self, name: str, suffix: str) -> str:
        """Return the address of a drawing of this page as a picture, which says the same to readers of any language."""
        return self.here.page(self.path, picture=f"{name}.{suffix}", lang=self.lang)

    def static(self, name: str) -> str:
        """Return the address of a static file, with a mark of its content so that it can be kept for ever."""
        return f"/static/{name}?v={_mark(name)}"


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def language_of(request: Request, *, asked: bool = True) -> str:
    """Return the interface's language for a request; unless `asked`, that which it has without its `?lang=`."""
    wish = request.query_params.get("lang") if asked else None
    return choose(wish, request.cookies.get(COOKIE), request.headers.get("accept-language"))


@dataclass(frozen=True)
class KeptLanguage:
    """The language that a cookie is to keep, and whether it is sent by https alone."""

    code: str
    secure: bool


def language_to_keep(request: Request) -> KeptLanguage | None:
    """Return what the language switch has chosen; a link on another site chooses for its page, and not for good."""
    code = request.query_params.get("lang", "")
    if code not in CODES or request.headers.get("sec-fetch-site", "") in ("cross-site", "same-site"):
        return None
    return KeptLanguage(code, is_secure(request))


def version_of(request: Request) -> str:
    """Return the version of the data that a page is read in, or an empty text for the current one.

    The version in the address of a citation is what it cites: its page compares that with the current one.
    """
    if is_citation(request):
        return ""
    return request.query_params.get("version", "")[:65]  # one more than a name has


def is_citation(request: Request) -> bool:
    """Whether an address cites the answer to a query: it has the hash of the answer."""
    return CITED in request.query_params and request.scope["path"].startswith(_CITABLE)


def frame_of(request: Request) -> Frame:
    """Return the frame of the page a request asks for."""
    settled, code = language_of(request, asked=False), language_of(request)
    # The link that switched the language sets a cookie; a reader who keeps none gets the language on every link.
    kept = (("lang", code),) if code != settled else ()
    version = version_of(request)
    if getattr(request.state, "failure", None) is not None:
        version = ""  # there is none of that name: no link may lead on into it
    if version:
        kept = (*kept, ("version", version))
    here = Links(
        (
            *(
                (n, v)
                for n, v in (*request.query_params.multi_items(), *getattr(request.state, "sent", ()))
                if n not in ("lang", PICTURE)
                and (n, v) != _PART
                and len(v) <= (LIMITS.query_in_address if n == "query" else LIMITS.iri_length)
            ),
        )
    )
    reader = getattr(request.state, "reader", None)
    links = Links(kept)
    return Frame(
        words=words(code),
        links=links,
        path=request.scope["path"],
        query=""
        if request.scope["path"] == "/ask"
        else request.query_params.get("q", "")[: LIMITS.search_length],
        switches=tuple(
            Switch(one, words(one).name, here.page(request.scope["path"], lang=one), one == code)
            for one in CODES
        ),
        current=here.page(request.scope["path"], version=None),
        version=(reader.version.number or None) if reader else None,
        read=reader.version.created if reader and not reader.version.number else "",
        release=(reader.version.release or "") if reader else "",
        older=bool(version),
        fonts=(STATIC / "built" / "fonts.css").exists(),
        here=here,
        review=_review_link(request, reader, links),
    )


def _review_link(request: Request, reader: Any, links: Links) -> ReviewLink | None:
    """Return the way to the queue for whoever may review; None for everybody else."""
    if not getattr(request.state, "curator", False) or not isinstance(reader, EmbeddedReader):
        return None
    href = links.page("/review", version=None)
    path = request.scope["path"]
    thing = path[len("/id/") : -len(".html")] if path.startswith("/id/") and path.endswith(".html") else ""
    iri = ID + thing
    if name_of(iri) is None or kind_of(iri) in PROVENANCE_KINDS:
        return ReviewLink(href, count_waiting(reader))
    return ReviewLink(href, count_waiting(reader), iri, count_waiting_about(reader, iri))


@cache
def _environment(code: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        bytecode_cache=compiled_templates(Path(__file__).read_bytes()),
    )
    said = words(code)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        said.translations.gettext, said.translations.ngettext, newstyle=True
    )
    environment.filters["number"] = said.number
    environment.filters["date"] = said.date
    environment.filters["language"] = said.language
    environment.filters["firm"] = firm
    environment.filters["firm_numbers"] = firm_numbers
    return environment


def warm() -> None:
    """Load the templates in every language, read queries and vocabulary: the first reader does not wait for it."""
    reader_queries()
    vocabulary()
    for code in CODES:
        environment = _environment(code)
        for name in environment.list_templates(extensions=["html"]):
            environment.get_template(name)


def firm(text: str) -> str:
    """Return a document's number with hyphens that no line breaks at.

    >>> firm("12-CT/TW") == "12\u2011CT/TW"
    True
    """
    return text.replace("-", NO_BREAK_HYPHEN)


def firm_numbers(text: str) -> str:
    """Return a text in which the numbers of documents, and nothing else, have hyphens that no line breaks at.

    >>> firm_numbers("people-to-people, No 12-CT/TW") == "people-to-people, No 12\u2011CT/TW"
    True
    """
    return _NUMBER.sub(lambda number: firm(number[0]), text)


def render_text(template: str, page: Any, frame: Frame) -> str:
    """Return the HTML of a page: the template sees the page's fields and `frame`, nothing else."""
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    return _environment(frame.lang).get_template(template).render(frame=frame, **context)


def in_words(response: Response) -> Response:
    """Return an answer that no page is and that has names in the reader's language: a cache has to know that."""
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def render(
    request: Request, template: str, page: Any, *, status: int = 200, alternates: tuple[Alternate, ...] = ()
) -> Response:
    """Return the response of a page, with its language, its alternates and the switch's cookie.

    Where the address asks for one of the page's drawings, that is the response.
    """
    frame = frame_of(request)
    text = render_text(template, page, frame)
    name = request.query_params.get(PICTURE, "") if status == 200 else ""
    if name:
        return _picture(request, name, text, frame)
    response = HTMLResponse(text, status_code=status)
    response.headers["Content-Language"] = frame.lang
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    if alternates:
        response.headers["Link"] = ", ".join(
            f'<{a.href}>; rel="alternate"; type="{a.type}"' for a in alternates
        )
    kept = language_to_keep(request)
    if kept is not None:
        response.set_cookie(
            COOKIE, kept.code, max_age=31536000, samesite="lax", httponly=True, secure=kept.secure
        )
    return response


def _picture(request: Request, name: str, text: str, frame: Frame) -> Response:
    """Return a drawing of a page. Raises NotFound for one that it has not."""
    from web.pictures import Reference, picture  # noqa: PLC0415 - the rasteriser is needed for pictures alone

    title = _TITLE.search(text)
    base = (request.app.state.settings.public_url or str(request.base_url)).rstrip("/")
    version = [frame.words("version %(number)s of the data", number=frame.version)]
    if frame.release:
        version.insert(0, frame.words("Release %(name)s", name=frame.release))
    if created := getattr(getattr(getattr(request.state, "reader", None), "version", None), "created", ""):
        version.append(frame.words.date(created[:10]))
    address = base + frame.here.page(frame.path, lang=None)
    body, media_type = picture(
        text, name, Reference(unescape(title[1]) if title else "", ", ".join(version), address)
    )
    response = Response(body, media_type=media_type)
    stem = re.sub(r"[^a-z0-9]+", "-", f"{frame.path.removesuffix('.html')}-{name.rpartition('.')[0]}").strip(
        "-"
    )
    response.headers["Content-Disposition"] = f'inline; filename="huunghi-{stem}.{name.rpartition(".")[2]}"'
    response.headers["Content-Language"] = frame.lang
    return in_words(response)
