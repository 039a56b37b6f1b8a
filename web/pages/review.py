"""The review page: each proposed claim beside its passage, and the forms by which a curator decides.

Everything here is for those who signed in with a curator's token; nothing is kept by any cache. A decision publishes a
version, so that the public pages change with the answer.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graph.claims.claim import Claim
from graph.errors import HuuNghiError, InputError, NotFound, NoVersion
from graph.limits import LIMITS
from graph.review import decisions
from graph.review import queue as review
from graph.review.corrections import find_claim
from graph.review.decisions import Record, Reviewer
from graph.search import names as search
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import name_of
from ontology.vocabulary import vocabulary
from queries.read.texts import KeptTexts, Quoted, Texts
from web.auth.session import Session, Sessions
from web.dependencies import reader_of
from web.errors import SignInNeeded
from web.evidence import SourceFacts, sources
from web.languages import N_
from web.page_context import Frame, frame_of, render, settings_of
from web.things import Name, Names, Value, kind_word, reading

SHOWN: Final = LIMITS.review_things
"""How many things of the queue are listed at once."""
PROPOSED_AT_ONCE: Final = LIMITS.review_claims
LATEST: Final = LIMITS.review_latest

_EFFECTS: Final = {
    review.ADDS: N_("adds"),
    review.REPEATS: N_("repeats what is accepted"),
    review.CONTRADICTS: N_("contradicts what is accepted"),
}
_KINDS: Final = {
    "accept": N_("accepted"),
    "reject": N_("rejected"),
    "correct": N_("corrected"),
    "merge": N_("merged"),
    "undo": N_("undone"),
}


@dataclass(frozen=True)
class Choice:
    """A link that narrows the queue, with how many claims it leaves."""

    text: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True)
class Waiting:
    """A thing in the queue."""

    name: Value
    kind: str
    href: str
    count: int
    dependents: int
    current: bool


@dataclass(frozen=True)
class Offer:
    """A proposed claim as it is shown: what it says, where, and what it would do."""

    claim: str
    reading: Name
    value: Value
    source: Value
    language: str
    start: int | None
    end: int | None
    printed: str
    quoted: Quoted | None
    as_of: str
    confidence: str
    reason: str
    effect: str
    effect_word: str
    others: tuple[Value, ...]
    text: str
    text_language: str


@dataclass(frozen=True)
class Made:
    """A decision in the log."""

    iri: str
    word: str
    about: str
    reviewer: str
    at: str
    reason: str
    stands: bool


@dataclass(frozen=True)
class ReviewPage:
    """What the review page shows."""

    curator: str
    mark: str
    total: int
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    least: str
    waiting: tuple[Waiting, ...]
    more: int
    thing: Value | None
    thing_kind: str
    thing_short: str
    offers: tuple[Offer, ...]
    candidates: tuple[Value, ...]
    made: tuple[Made, ...]
    filters: tuple[tuple[str, str], ...]
    problem: str
    hint: str


@dataclass(frozen=True)
class SignInPage:
    """What the page shows to those who have not signed in."""

    mark: str
    problem: str
    hint: str


@dataclass(frozen=True)
class Asked:
    """What a request wants to see: a filter of the queue, and a thing of it (IRI; empty: the first)."""

    wanted: review.Filter = review.EVERYTHING
    thing: str = ""

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The filter as parameters of a link or fields of a form."""
        least = str(self.wanted.least) if self.wanted.least is not None else ""
        pairs = (("kind", self.wanted.kind), ("source", self.wanted.source), ("least", least))
        return tuple((name, value) for name, value in pairs if value)


def asked_of(given: Any) -> Asked:
    """Read what is asked for from parameters or form fields. Raises InputError for a confidence that is none."""

    def text(name: str) -> str:
        return str(given.get(name) or "")[: LIMITS.review_value_length].strip()

    least = None
    if text("least"):
        try:
            least = Decimal(text("least"))
        except InvalidOperation as error:
            raise InputError(
                "“%(text)s” is no confidence.",
                hint="Write a number from 0 to 1.",
                values={"text": text("least")[:40]},
            ) from error
    return Asked(review.Filter(kind=text("kind"), source=text("source"), least=least), text("thing"))


class _Desk:
    """One rendering of the page: the store it reads, the names it shows."""

    def __init__(self, request: Request, asked: Asked) -> None:
        reader = reader_of(request)
        if not isinstance(reader, EmbeddedReader):
            raise NotFound(
                "This service has no store of its own to review.", hint="Run huunghi serve beside it."
            )
        self.reader = reader
        self.store: Store = reader.opened.store
        self.frame: Frame = frame_of(request)
        self.names = Names(self.frame.words, self.frame.links)
        self.asked = asked
        kept = KeptTexts(Path(settings_of(request).store) / "texts")
        given: Texts | None = getattr(request.app.state, "texts", None)
        self._texts = (given, kept) if given else (kept,)
        self._facts: dict[str, SourceFacts] = {}

    def page(self, session: Session, problem: HuuNghiError | None) -> ReviewPage:
        assert session.token is not None
        wanted = self.asked.wanted
        waiting = review.queue(self.store, wanted)
        iris = [group.thing for group in waiting.groups]
        thing = self.asked.thing or (iris[0] if iris else "")
        offered = review.proposals(self.store, thing, wanted)[:PROPOSED_AT_ONCE] if thing else []
        self._fetch(iris[:SHOWN], thing, offered)
        name = name_of(thing)
        return ReviewPage(
            curator=session.token.name,
            mark=session.mark,
            total=waiting.count,
            kinds=self._choices("kind", waiting.kinds),
            sources=self._choices("source", waiting.sources),
            least=str(wanted.least) if wanted.least is not None else "",
            waiting=tuple(self._waiting(group, thing) for group in waiting.groups[:SHOWN]),
            more=max(0, len(waiting.groups) - SHOWN),
            thing=self._named(NamedNode(thing)) if thing else None,
            thing_kind=kind_word(name.kind, self.frame.words) if name else "",
            thing_short=str(name) if name else thing,
            offers=tuple(self._offer(one) for one in offered),
            candidates=self._candidates(thing) if name else (),
            made=tuple(self._made(record) for record in decisions.log(self.store, limit=LATEST)),
            filters=self.asked.parameters(),
            problem=problem.message if problem else "",
            hint=problem.hint if problem else "",
        )

    def _fetch(self, iris: list[str], thing: str, offered: list[review.Proposal]) -> None:
        wanted = [*iris, thing]
        for one in offered:
            wanted.append(one.claim.source)
            for term in (one.claim.triple.object, *one.others):
                if isinstance(term, NamedNode):
                    wanted.append(term.value)
        self.names.fetch(self.reader, [iri for iri in wanted if iri])
        self._facts = sources(self.reader, {one.claim.source for one in offered}, self.names)

    def _named(self, term: Any) -> Value:
        """A term as a link or text; a thing that has only proposed names is called by one of them."""
        value = self.names.value(term)
        if isinstance(term, NamedNode) and name_of(term.value) and not self.names.name(term.value).lang:
            order = ("vi", "en") if self.frame.lang == "vi" else ("en", "vi")
            said = review.name_in(self.store, term, order)
            return Value(said, href=value.href, iri=term.value, kind=value.kind)
        return value

    def _choices(self, name: str, counted: tuple[tuple[str, int], ...]) -> tuple[Choice, ...]:
        own = dict(self.asked.parameters())
        words = self.frame.words
        current = own.get(name, "")
        kept = {k: v for k, v in own.items() if k != name}
        found = [
            Choice(
                words("all"),
                self.frame.links.page("/review", **kept),
                sum(n for _, n in counted),
                not current,
            )
        ]
        for value, count in counted:
            text = kind_word(value, words) if name == "kind" else value
            href = self.frame.links.page("/review", **{**kept, name: value})
            found.append(Choice(text, href, count, value == current))
        return tuple(found)

    def _waiting(self, group: review.Group, thing: str) -> Waiting:
        href = self.frame.links.page("/review", thing=group.thing, **dict(self.asked.parameters()))
        kind = kind_word(group.kind, self.frame.words)
        name = self._named(NamedNode(group.thing))
        return Waiting(name, kind, href, group.count, group.dependents, group.thing == thing)

    def _offer(self, one: review.Proposal) -> Offer:
        claim = one.claim
        facts = self._facts[claim.source]
        place, value = claim.passage, claim.triple.object
        said = value.value if isinstance(value, Literal) else str(name_of(value.value) or value.value)  # type: ignore[union-attr]
        words = self.frame.words
        return Offer(
            claim=claim.iri,
            reading=reading(claim.triple.predicate.value, words),
            value=self._named(value),
            source=self.names.link(claim.source),
            language=facts.language or claim.language or "",
            start=place.start if place else None,
            end=place.end if place else None,
            printed=claim.printed or "",
            quoted=self._quote(claim, facts.sha256),
            as_of=f"{claim.as_of.start}/{claim.as_of.end}"
            if claim.as_of and claim.as_of.end
            else (claim.as_of.start if claim.as_of else ""),
            confidence=words.number(float(claim.confidence)) if claim.confidence is not None else "",
            reason=claim.reason or "",
            effect=one.effect,
            effect_word=words(_EFFECTS[one.effect]),
            others=tuple(self._named(other) for other in one.others),
            text=said,
            text_language=(value.language or "") if isinstance(value, Literal) else "",
        )

    def _quote(self, claim: Claim, sha256: str) -> Quoted | None:
        for texts in self._texts:
            if claim.passage is not None and sha256:
                quoted = texts.quote(sha256, claim.passage.start, claim.passage.end)
                if quoted is not None:
                    return quoted
        return None

    def _candidates(self, thing: str) -> tuple[Value, ...]:
        """Things of the same kind that go by the same words: what this one might be."""
        name, path = name_of(thing), self.reader.opened.version.search_path
        if name is None or not path.exists():
            return ()
        called = review.name_in(self.store, NamedNode(thing))
        hits = [
            h.iri
            for h in search.search(path, called, limit=LIMITS.review_matches, kind=name.kind)
            if h.iri != thing
        ]
        self.names.fetch(self.reader, hits)
        return tuple(self.names.link(iri) for iri in dict.fromkeys(hits))

    def _made(self, record: Record) -> Made:
        words = self.frame.words
        about = ", ".join(self._about(iri) for iri in record.about[:2])
        if record.kind in ("merge", "correct") and record.into:
            about = f"{about} → {self._about(record.into)}"
        return Made(
            record.iri,
            words(_KINDS[record.kind]),
            about,
            record.reviewer,
            f"{words.date(record.at[:10])}, {record.at[11:16]}",
            record.reason,
            record.stands,
        )

    def _about(self, iri: str) -> str:
        name = name_of(iri)
        if name is not None and name.kind == "decision":
            return self.frame.words("a decision")
        claim = find_claim(self.store, iri) if name is not None and name.kind == "claim" else None
        if claim is None:
            return review.name_in(self.store, NamedNode(iri))
        subject = review.name_in(self.store, claim.triple.subject)  # type: ignore[arg-type]
        value = review.name_in(self.store, claim.triple.object)  # type: ignore[arg-type]
        said = vocabulary().reading(claim.triple.predicate.value, self.frame.lang) or "·"
        return f"{subject} {said} {value}"


# -- answering -----------------------------------------------------------------------------------------------------


def _sessions(request: Request) -> Sessions:
    root = Path(settings_of(request).store)
    if not (root / "current").exists():
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    return Sessions(root)


def _sent(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Cookie, Accept-Language"
    return response


def _sign_in_page(request: Request, sessions: Sessions, problem: HuuNghiError | None = None) -> Response:
    session = sessions.of(request)
    page = SignInPage(session.mark, problem.message if problem else "", problem.hint if problem else "")
    response = render(request, "review_in.html", page, status=problem.status if problem else 401)
    sessions.keep(request, response, session)
    return _sent(response)


def _review_page(
    request: Request, session: Session, asked: Asked, problem: HuuNghiError | None = None
) -> Response:
    page = _Desk(request, asked).page(session, problem)
    return _sent(render(request, "review.html", page, status=problem.status if problem else 200))


def shown(request: Request) -> Response:
    """Answer `/review`: the queue for a curator, the sign-in for anybody else."""
    sessions = _sessions(request)
    session = sessions.of(request)
    if session.token is None:
        return _sign_in_page(request, sessions)
    return _review_page(request, session, asked_of(request.query_params))


async def sign_in(request: Request) -> Response:
    """Take a token, and give a session for it."""
    form = await request.form(max_fields=10, max_files=0)

    def answer() -> Response:
        sessions = _sessions(request)
        sessions.check(request, sessions.of(request), str(form.get("mark") or ""))
        try:
            session = sessions.sign_in(str(form.get("token") or "")[:200])
        except SignInNeeded as error:
            return _sign_in_page(request, sessions, error)
        response = RedirectResponse(frame_of(request).links.page("/review"), 303)
        sessions.keep(request, response, session)
        return _sent(response)

    return await run_in_threadpool(answer)


async def sign_out(request: Request) -> Response:
    """End the session."""
    form = await request.form(max_fields=10, max_files=0)
    sessions = _sessions(request)
    sessions.check(request, sessions.of(request), str(form.get("mark") or ""))
    response = RedirectResponse(frame_of(request).links.page("/review"), 303)
    sessions.forget(response)
    return _sent(response)


async def decide(request: Request) -> Response:
    """Take a decision, and go on with what is next."""
    form = await request.form(max_fields=400, max_files=0)

    def answer() -> Response:
        sessions = _sessions(request)
        session = sessions.of(request)
        if session.token is None:
            raise SignInNeeded(
                "You are not signed in, or no longer.", hint="Sign in at /review and decide again."
            )
        sessions.check(request, session, str(form.get("mark") or ""))
        asked = asked_of(form)
        try:
            _act(request, form, Reviewer(session.token.name))
        except HuuNghiError as error:
            return _review_page(request, session, asked, error)
        with VersionStore(settings_of(request).store).require_current().open() as opened:
            left = bool(asked.thing and review.proposals(opened.store, asked.thing, asked.wanted))
        kept = dict(asked.parameters())
        if left:
            kept["thing"] = asked.thing
        return _sent(RedirectResponse(frame_of(request).links.page("/review", **kept), 303))

    return await run_in_threadpool(answer)


def _act(request: Request, form: FormData, by: Reviewer) -> None:
    versions = VersionStore(settings_of(request).store)
    claims = [str(value) for value in form.getlist("claim")]
    why = str(form.get("why") or "")[: LIMITS.review_reason_length]
    match str(form.get("act") or ""):
        case "accept":
            with versions.require_current().open() as opened:
                claims = list(review.with_names(opened.store, claims))
            decisions.accept(versions, claims, by=by, why=why)
        case "reject":
            decisions.reject(versions, claims, by=by, why=why)
        case "correct":
            with versions.require_current().open() as opened:
                wrong = decisions.read_claim(opened.store, claims[0] if claims else "")
            triple = review.corrected(wrong, str(form.get("value") or ""), str(form.get("language") or ""))
            decisions.correct(versions, wrong.iri, triple, by=by, why=why)
        case "merge":
            thing, into = str(form.get("thing") or ""), review.iri_of(str(form.get("into") or ""))
            decisions.merge(versions, thing, into, by=by, why=why)
        case "undo":
            decisions.undo(versions, [str(value) for value in form.getlist("decision")], by=by, why=why)
        case _:
            raise InputError("No decision was named.", hint="Accept, reject, correct, merge or undo.")


ROUTES = (
    Route("/review", shown),
    Route("/review/sign-in", sign_in, methods=["POST"]),
    Route("/review/sign-out", sign_out, methods=["POST"]),
    Route("/review/decide", decide, methods=["POST"]),
)
