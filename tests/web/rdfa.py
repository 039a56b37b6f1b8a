"""Read the triples of a page: as much of RDFa 1.1 as our pages use, from its specification and not from our templates.

Words of `rel` without a colon (alternate, next, ...) are the browser's and are passed over.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Node = NamedNode | BlankNode


@dataclass
class Element:
    """An open element: what its children speak of, its language, and the literal that its text is to become."""

    tag: str
    subject: Node | None
    lang: str
    literal: tuple[Node, list[str], str] | None = None
    text: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Gathers the triples of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.triples: set[Triple] = set()
        self._open = [Element("", None, "")]
        self._prefixes: dict[str, str] = {}

    def _iri(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        return self._prefixes[prefix] + rest if colon and prefix in self._prefixes else name

    def _node(self, name: str) -> Node:
        return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(self._iri(name))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if "prefix" in has:
            words = has["prefix"].split()
            self._prefixes.update(zip((w.rstrip(":") for w in words[::2]), words[1::2], strict=True))
        parent = self._open[-1]
        element = Element(tag, parent.subject, has.get("lang", parent.lang))
        about = self._node(has["about"]) if "about" in has else None
        target = has.get("resource", has.get("href"))
        back = [name for name in has.get("rev", "").split() if ":" in name]
        properties = has.get("property", "").split() if ":" in has.get("property", "") else []
        types = has.get("typeof", "").split()
        subject = about or parent.subject
        if back and target is not None and subject is not None:
            element.subject = self._node(target)
            for name in back:
                self.triples.add(Triple(element.subject, NamedNode(self._iri(name)), subject))
        elif not properties:
            element.subject = about or (self._node(has["resource"]) if "resource" in has else parent.subject)
        elif subject is not None:
            element.subject = subject
            if "content" in has or "datatype" in has or target is None:
                element.literal = (subject, properties, has.get("datatype", ""))
                if "content" in has:
                    self._say(element, has["content"])
            else:
                for name in properties:
                    self.triples.add(Triple(subject, NamedNode(self._iri(name)), self._node(target)))
        if types and element.subject is not None:
            for name in types:
                self.triples.add(Triple(element.subject, TYPE, NamedNode(self._iri(name))))
        if tag not in VOID:
            self._open.append(element)

    def _say(self, element: Element, text: str) -> None:
        assert element.literal is not None
        subject, properties, datatype = element.literal
        element.literal = None
        if datatype:
            value = Literal(text, datatype=NamedNode(self._iri(datatype)))
        else:
            value = Literal(text, language=element.lang.lower()) if element.lang else Literal(text)
        for name in properties:
            self.triples.add(Triple(subject, NamedNode(self._iri(name)), value))

    def handle_data(self, data: str) -> None:
        for element in self._open:
            if element.literal is not None:
                element.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {element.tag for element in self._open}:
            return
        while True:
            element = self._open.pop()
            if element.literal is not None:
                self._say(element, "".join(element.text))
            if element.tag == tag:
                return


def triples_in(page: str) -> set[Triple]:
    """Return the triples that a page states."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.triples
