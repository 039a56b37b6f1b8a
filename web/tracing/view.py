"""One view of a trace, filled: sections with passages, a table, a drawing, languages side by side; and its exports."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from pyoxigraph import NamedNode
from starlette.responses import Response

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.prefixes import expand
from queries.read.rows import ask, text_of
from queries.read.texts import Texts
from web.errors import told
from web.evidence import Apparatus, Said, letters, sources
from web.languages import N_
from web.page_context import Frame, firm, firm_numbers
from web.statements import Detail, Statement
from web.things import Name, Names, Value, kind_of
from web.tracing.acts import FAR, Reach
from web.tracing.asking import VIEWS, Asked
from web.tracing.beside import Beside, beside
from web.tracing.chains import Chains, chains_of
from web.tracing.citations import SORTS, Cite, Traced, trace
from web.tracing.export import EXPORTS, export
from web.tracing.facets import facets_of
from web.tracing.facts import TOGETHER
from web.tracing.page import Line, Section, Tab, TableRow, TracePage
from web.views.charts import MOST, Thing, Web, by_year, web_of

CITING: Final = expand("hn:citing")
PAGE: Final = LIMITS.trace_rows_a_page
FEW: Final = LIMITS.trace_bodies_named
"""Bodies that a row of the table names; it counts the rest."""
STARTS: Final = LIMITS.chain_starts
"""Documents from which the chain of what they rest on is followed."""
_SECTIONS: Final = {
    "cited-explicitly": (N_("Cited explicitly"), N_("A source says that these cite it.")),
    "cited-by-inference": (
        N_("Cited by inference"),
        N_("No source says so in these words; each note gives the reason."),
    ),
    "may-be-meant": (
        N_("It may be meant"),
        N_("Words that name no single document, and of which this is a possible meaning."),
    ),
    "named": (N_("Named in citations"), N_("The words name it, and no single document of it.")),
    "cites-explicitly": (N_("Documents cited"), N_("A source names what cites them.")),
    "cites-by-inference": (
        N_("Documents cited by inference"),
        N_("The source makes something else the subject, such as the ceremony; each note gives the reason."),
    ),
    "unresolved": (
        N_("Words that name no single document"),
        N_("These stay unresolved; what they name is given where it is known."),
    ),
}
_BYS: Final = {
    "made": N_("drawn up by it"),
    "issued": N_("issued by it"),
    "said": N_("said by them"),
    "signed": N_("signed"),
    "held": N_("held by it"),
    "spoke for it": N_("spoken on its behalf by %(name)s"),
    "held a post": N_("spoken by %(name)s, who held a post in it on that day"),
    "took part": N_("with its participation"),
    "at its event": N_("at an event it held"),
    "part": N_("in a programme of its own"),
    "of the term": N_("for this time"),
}


class Tracer:
    """Fills the page of one trace."""

    def __init__(self, reader: Reader, asked: Asked, frame: Frame, texts: Texts | None) -> None:
        self.reader = reader
        self.asked = asked
        self.frame = frame
        self.words = frame.words
        self.names = Names(frame.words, frame.links)
        self.apparatus = Apparatus(frame.words, self.names, texts)
        self._claims: tuple[Said, ...] = ()

    def read(self, reach: Reach, part: int) -> Traced:
        """Return one part of the trace. Raises NotFound where nothing is known of the thing."""
        scope = self.asked.scope
        traced = trace(self.reader, scope, reach, part)
        if scope.thing and not traced.cites and not ask(self.reader, "known", thing=scope.thing):
            raise told(
                NotFound,
                N_("Nothing is known of <%(iri)s>."),
                N_("Check the spelling, or search for a name."),
                iri=scope.thing,
            )
        self._claims = traced.claims
        return traced

    def page(self) -> TracePage:
        """Return the page."""
        scope, asked = self.asked.scope, self.asked
        traced = self.read(asked.reach, asked.part)
        kept = [cite for cite in traced.cites if asked.narrowing.keeps(cite)]
        shown = kept[(asked.page - 1) * PAGE : asked.page * PAGE]
        if asked.page > 1 and not shown:
            raise told(
                NotFound,
                N_("There is no page %(page)s of this."),
                N_("The first page counts them all."),
                page=asked.page,
            )
        is_document = kind_of(scope.thing) == "document"
        chains = self._chains(kept)
        self._fetch(shown if asked.view != "drawing" else kept[: 4 * MOST])
        facets = facets_of(
            traced.cites,
            asked.narrowing,
            frame=self.frame,
            names=self.names,
            reader=self.reader,
            link=self._link,
            leave_out={"document"} if is_document else (),
        )
        side = self._beside(kept) if scope.thing and not is_document else None
        lines = self._lines(kept[: 4 * MOST], chains) if asked.view == "drawing" else ()
        name = self.names.name(scope.thing) if scope.thing else Name(self._years(), "")
        later = "page" if len(kept) > asked.page * PAGE else "part" if traced.more else ""
        return TracePage(
            name=Name(firm(name.text), name.lang) if is_document else name,
            page=self.names.link(scope.thing) if scope.thing else None,
            lead=self._lead(),
            first=self._first(kept) if is_document and not traced.more else "",
            sections=self._sections(kept, shown),
            rows=tuple(map(self._row, shown)) if asked.view == "table" else (),
            count=len(kept),
            capped=traced.more,
            part=asked.part,
            links=traced.links,
            acts=traced.cut,
            farther=self._farther(traced),
            facets=facets,
            narrowed=bool(asked.narrowing.chosen),
            whole=self._link({**dict.fromkeys(asked.narrowing.chosen), "page": None}),
            ignored=asked.ignored,
            views=tuple(
                Tab(
                    self.words(title),
                    self._link({"view": None if v == "passages" else v, "page": None}),
                    v == asked.view,
                )
                for v, title in VIEWS.items()
                if v != "languages" or side is not None
            ),
            view=asked.view,
            years=by_year(Counter(day for _, day in {(c.citation, c.day[:4]) for c in kept}))
            if asked.view == "drawing"
            else None,
            web=drawn(self.reader, lines, scope.thing),
            lines=lines,
            beside=side,
            chains=chains,
            is_document=is_document,
            witnesses=self.apparatus.witnesses(),
            downloads=tuple((suffix, self._download(suffix)) for suffix in EXPORTS),
            previous=self._link({"page": asked.page - 1}) if asked.page > 1 else "",
            next=self._link(
                {"page": asked.page + 1} if later == "page" else {"page": None, "part": asked.part + 1}
            )
            if later
            else "",
            page_number=asked.page,
        )

    # -- addresses -------------------------------------------------------------------------------------------

    def _link(self, changed: Mapping[str, object]) -> str:
        return self.frame.links.page(self.asked.path, **self.asked.parameters(changed))

    def _farther(self, traced: Traced) -> str:
        """Return the link to the view that counts more, where this one leaves something out."""
        if self.asked.reach == FAR or not (traced.more or traced.cut or self.asked.part > 1):
            return ""
        return self._link({"reach": "far", "part": self._far_part(), "page": None})

    def _far_part(self) -> int | None:
        """Return the number of the part that holds this one when a trace is read far; None for the first."""
        number = (self.asked.part - 1) * self.asked.reach.links // FAR.links + 1
        return number if number > 1 else None

    def _download(self, suffix: str, **changed: object) -> str:
        """Return the link to what a format for machines holds of this: formats always reach far."""
        whole = {"view": None, "page": None, "facet": None, "reach": None, "part": self._far_part()}
        parameters = self.asked.parameters({**whole, **changed})
        return self.frame.links.data(f"{self.asked.path}.{suffix}", **parameters)

    # -- words -----------------------------------------------------------------------------------------------

    def _years(self) -> str:
        begin, finish = self.asked.scope.begin, self.asked.scope.finish
        if begin and finish:
            return begin if begin == finish else f"{begin}\u2013{finish}"
        if begin:
            return self.words("since %(day)s", day=begin)
        return self.words("until %(day)s", day=finish)

    def _lead(self) -> str:
        kind = kind_of(self.asked.scope.thing)
        if kind == "organisation":
            return self.words(
                "What is cited in its programmes, in the events it held or took part in, and in what was said for it; "
                "and what cites the documents it issued."
            )
        if kind == "person":
            return self.words("What is cited in what they said or signed.")
        if kind in ("term", "period"):
            return self.words("What is cited in the programmes and documents for this time.")
        if not kind:
            return self.words(
                "What is cited at the events of these years and in what was signed or said there."
            )
        return ""

    def _first(self, cites: Sequence[Cite]) -> str:
        """Say when the document was issued and first cited, as far as that is known."""
        rows = ask(self.reader, "found-dates", things=[self.asked.scope.thing])
        issued = text_of(rows[0]["first"]) if rows else ""
        days = sorted(c.day for c in cites if c.day and c.sort.startswith("cited"))
        say, on = self.words, self.words.date
        if not days:
            return say("Issued %(day)s.", day=on(issued)) if issued else ""
        if not issued:
            return say("First cited %(day)s, as far as is known.", day=on(days[0]))
        if len(issued) == 10 and len(days[0]) == 10:
            later = (date.fromisoformat(days[0]) - date.fromisoformat(issued)).days
            return say(
                "Issued %(issued)s; first cited %(day)s, %(count)s days later, as far as is known.",
                issued=on(issued),
                day=on(days[0]),
                count=say.number(later),
            )
        return say(
            "Issued %(issued)s; first cited %(day)s, as far as is known.",
            issued=on(issued),
            day=on(days[0]),
        )

    # -- parts of the page -----------------------------------------------------------------------------------

    def _fetch(self, cites: Sequence[Cite]) -> None:
        """Look up the names of all that rows show, and with passages the claims behind them."""
        things = [self.asked.scope.thing] if self.asked.scope.thing else []
        for c in cites:
            things += [c.citing, c.speaker, c.cited, c.event, c.kind, *c.named, *c.candidates, *c.bodies]
        self.names.fetch(self.reader, (one for one in things if one))
        if self.asked.view == "passages":
            self._take({c.citation for c in cites})

    def _take(self, citations: Collection[str]) -> None:
        """Read the places and sources of the claims of what makes these citations."""
        self.apparatus.add(self.reader, (one for one in self._claims if one.subject in citations))

    def _sections(self, kept: Sequence[Cite], shown: Sequence[Cite]) -> tuple[Section, ...]:
        counts = Counter(c.sort for c in kept)
        with_passages = self.asked.view == "passages"
        return tuple(
            Section(
                sort,
                self.words(_SECTIONS[sort][0]),
                self.words(_SECTIONS[sort][1]),
                counts[sort],
                tuple(self._statement(c) for c in shown if c.sort == sort) if with_passages else (),
            )
            for sort in SORTS
            if counts[sort]
        )

    def _statement(self, c: Cite) -> Statement:
        outward = c.sort in ("cites-explicitly", "cites-by-inference", "unresolved")
        wording = self._wording(c)
        details = []
        if outward:
            head = self.names.link(c.cited) if c.cited else wording
            if c.citing != self.asked.scope.thing:
                details.append(Detail(self.words("cited by"), (self.names.link(c.citing),)))
        else:
            head = self.names.link(c.citing)
            if c.cited and c.cited != self.asked.scope.thing:
                details.append(Detail(self.words("cites"), (self.names.link(c.cited),)))
        if head != wording and c.wording:
            details.append(Detail(self.words("words"), (wording,)))
        named = tuple(self.names.link(one) for one in c.named if one != self.asked.scope.thing)
        if named:
            details.append(Detail(self.words("names"), named))
        if c.sort == "unresolved" and c.candidates:
            meant = tuple(self.names.link(one) for one in c.candidates)
            details.append(Detail(self.words("may mean"), meant))
        if c.kind:
            details.append(Detail("", (self.names.link(c.kind),)))
        place = self.apparatus.notes([(c.citation, CITING, NamedNode(c.citing))])
        return Statement(
            values=(head,),
            notes=place,
            letters=letters(place),
            details=tuple(details),
            time=" · ".join(one for one in (self._when(c), self._by(c)) if one),
            marks=(("≈", self.words("inferred")),) if c.inferred else (),
            support="claims" if place else "direct",
            unresolved=outward and not c.cited,
        )

    def _when(self, c: Cite) -> str:
        return self.words.date(c.day) if c.day and c.citing != self.asked.scope.thing else ""

    def _wording(self, c: Cite) -> Value:
        text = firm_numbers(c.wording) or self.names.name(c.citation).text
        lang = c.language if c.language != self.words.code else ""
        return Value(text, lang=lang, href=self.frame.links.entity(c.citation), iri=c.citation)

    def _by(self, c: Cite) -> str:
        if c.by not in _BYS:
            return ""
        speaker = self.names.name(c.speaker).text if c.speaker else ""
        return self.words(_BYS[c.by], name=speaker)

    def _row(self, c: Cite) -> TableRow:
        return TableRow(
            c.day,
            self.names.link(c.citing),
            self._by(c),
            self.names.link(c.event) if c.event and c.event != c.citing else None,
            tuple(self.names.link(one) for one in c.bodies[:FEW]),
            max(0, len(c.bodies) - FEW),
            self.names.link(c.cited) if c.cited else None,
            tuple(self.names.link(one) for one in c.named),
            self.names.link(c.kind) if c.kind else None,
            self._wording(c),
            c.sort,
            c.inferred,
        )

    def _chains(self, kept: Sequence[Cite]) -> Chains:
        """Follow what the thing, or what it cites, rests on; and what rests on a document."""
        thing = self.asked.scope.thing
        is_document = kind_of(thing) == "document"
        cited = [c.cited for c in kept if c.cited and c.sort.startswith("cites")]
        starts = list(dict.fromkeys([thing, *cited] if thing else cited))[:STARTS]
        return chains_of(self.reader, starts, [thing] if is_document else [], self.names)

    def _lines(self, kept: Sequence[Cite], chains: Chains) -> tuple[Line, ...]:
        lines: dict[tuple[str, str], Line] = {}
        for c in kept:
            if c.cited:
                line = Line(
                    self.names.link(c.citing), self.words("cites"), self.names.link(c.cited), c.inferred
                )
                held = lines.get((c.citing, c.cited))
                if held is None or (held.inferred and not c.inferred):
                    lines[c.citing, c.cited] = line
        for up, steps in ((True, chains.above), (False, chains.below)):
            for step in steps:
                ends = (step.other, step.document) if up else (step.document, step.other)
                lines.setdefault(
                    (ends[0].iri, ends[1].iri), Line(ends[0], step.relation, ends[1], inferred=False)
                )
        return tuple(lines.values())

    def _beside(self, kept: Sequence[Cite]) -> Beside | None:
        thing = self.asked.scope.thing
        own = [c for c in kept if c.citing == thing and not c.sort.startswith("cited")]
        if not own:
            return None
        rows = ask(self.reader, "statements-of", things=[thing])
        told_by = [
            text_of(r["value"]) for r in rows if text_of(r["property"]) == expand("prov:wasDerivedFrom")
        ]
        facts = sources(self.reader, told_by, self.names)
        languages = sorted({one.language for one in facts.values() if one.language and one.sha256})
        if self.asked.view == "languages":
            self._fetch(own)
        return beside(own, languages, self.names, self.frame.links, self.words)

    def exported(self, suffix: str) -> Response:
        """Return the whole part of the trace, as it was narrowed, in a format for machines; the next part is linked."""
        traced = self.read(FAR, self.asked.part)
        kept = [cite for cite in traced.cites if self.asked.narrowing.keeps(cite)]
        chains = self._chains(kept)
        self._fetch(kept)
        for at in range(0, len(kept), TOGETHER):
            self._take({c.citation for c in kept[at : at + TOGETHER]})
        response = export(self.asked.scope.thing, kept, chains, self.names, self.apparatus, suffix)
        if traced.more:
            following = self._download(suffix, part=self.asked.part + 1)
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response


def drawn(reader: Reader, lines: Sequence[Line], centre: str = "") -> Web | None:
    """Draw lines between things by their days; None where there is none."""
    values = {one.iri: one for line in lines for one in (line.source, line.target)}
    near = list(values)[: 4 * MOST]
    if not near:
        return None
    days = {text_of(row["thing"]): text_of(row["first"]) for row in ask(reader, "found-dates", things=near)}
    things = (Thing(iri, values[iri].text, values[iri].lang, days.get(iri, "")) for iri in near)
    return web_of(centre, things, ((line.source.iri, line.target.iri, line.inferred) for line in lines))
