"""The grammar of SPARQL as data, and a machine that follows it token by token, to say where a text leaves it.

The engine alone decides what is a query. Its parser tries one choice after the other and reports the furthest place
that any of them reached, which is often beyond the fault; this machine looks one token ahead (the grammar of SPARQL 1.1
section 19.8 is LL(1)) and so stops at the first token that cannot stand, with the list of those that can. It is used
once the engine has refused a text, and is a little wider than the standard where one token does not decide. The
constructs of 1.2 that the engine reads are in it.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from queries.sparql.lexer import Kind, Token

AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_ONE_ARGUMENT: Final = (
    "STR LANG LANGDIR DATATYPE BOUND IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY "
    "HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC ISTRIPLE "
    "HASLANG HASLANGDIR SUBJECT PREDICATE OBJECT"
)
_TWO_ARGUMENTS: Final = (
    "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM ADJUST"
)
ARGUMENTS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(("NOW", "RAND", "UUID", "STRUUID"), (0, 0)),
    **dict.fromkeys(_ONE_ARGUMENT.split(), (1, 1)),
    **dict.fromkeys(_TWO_ARGUMENTS.split(), (2, 2)),
    **dict.fromkeys(("SUBSTR", "REGEX"), (2, 3)),
    **dict.fromkeys(("IF", "TRIPLE", "STRLANGDIR"), (3, 3)),
    "REPLACE": (3, 4),
    "BNODE": (0, 1),
    "CONCAT": (0, sys.maxsize),
    "COALESCE": (0, sys.maxsize),
}
"""Functions by name, with the least and the most arguments each takes."""

_GRAMMAR: Final = """
QueryText     = Prologue Query ValuesClause end
UpdateText    = Updates end
Updates       = Prologue ( Update ( ';' Updates )? )?
Prologue      = ( BASE iri | PREFIX ns iri | VERSION string )*
Query         = Select | Construct | Describe | Ask
Select        = SelectClause Dataset* Where Modifiers
SubSelect     = SelectClause Where Modifiers ValuesClause
SelectClause  = SELECT ( DISTINCT | REDUCED )? ( '*' | Projected+ )
Projected     = Variable | Assigned
Assigned      = '(' Expression AS Variable ')'
Construct     = CONSTRUCT ( Template Dataset* Where | Dataset* WHERE Template ) Modifiers
Describe      = DESCRIBE ( '*' | ( Variable | Iri )+ ) Dataset* Where? Modifiers
Ask           = ASK Dataset* Where Modifiers
Dataset       = FROM NAMED? Iri
Where         = WHERE? Group
Modifiers     = ( GROUP BY GroupKey+ )? ( HAVING Constraint+ )? ( ORDER BY OrderKey+ )? Slice
Slice         = ( LIMIT integer ( OFFSET integer )? | OFFSET integer ( LIMIT integer )? )?
GroupKey      = Variable | Call | Function | '(' Expression ( AS Variable )? ')'
OrderKey      = ( ASC | DESC ) Bracketed | Constraint | Variable
ValuesClause  = ( VALUES DataBlock )?

Update        = Load | ClearOrDrop | CREATE SILENT? GRAPH Iri | Copied | Modify
Load          = LOAD SILENT? Iri ( INTO GRAPH Iri )?
ClearOrDrop   = ( CLEAR | DROP ) SILENT? ( GRAPH Iri | DEFAULT | NAMED | ALL )
Copied        = ( ADD | MOVE | COPY ) SILENT? ( GRAPH? Iri | DEFAULT ) TO ( GRAPH? Iri | DEFAULT )
Modify        = ( WITH Iri )? ( Delete | Insert )
Delete        = DELETE ( DATA DeletedData | WHERE DeletedWhere | Deleted ( INSERT Quads )? Changed )
Insert        = INSERT ( DATA InsertedData | Quads Changed )
Changed       = ( USING NAMED? Iri )* WHERE Group
InsertedData  = Quads
DeletedData   = Quads
Deleted       = Quads
DeletedWhere  = Quads
Quads         = '{' Triples? ( GRAPH VarOrIri '{' Triples? '}' '.'? Triples? )* '}'
Template      = '{' Triples? '}'

Group         = '{' ( SubSelect | Triples? ( Pattern '.'? Triples? )* ) '}'
Pattern       = Union | Optional | Minus | Graph | Service | Filter | Bind | Values | LATERAL Group
Union         = Group ( UNION Group )*
Optional      = OPTIONAL Group
Minus         = MINUS Group
Graph         = GRAPH VarOrIri Group
Service       = SERVICE SILENT? VarOrIri Group
Filter        = FILTER Constraint
Bind          = BIND Assigned
Values        = VALUES DataBlock
DataBlock     = Variable '{' DataValue* '}' | '(' Variable* ')' '{' DataRow* '}'
DataRow       = '(' DataValue* ')'
DataValue     = Iri | Literal | UNDEF | TripleTerm

Triples       = Statement ( '.' Triples? )?
Statement     = Subject Properties | Brackets Properties? | Reified Properties?
Subject       = Variable | Iri | Literal | Blank | TripleTerm
Properties    = Property Objects ( ';' ( Property Objects )? )*
Property      = Variable | Path
Objects       = Object ( ',' Object )*
Object        = ( Subject | Brackets | Reified ) ( '~' ( Variable | Iri | Blank )? | '{|' Properties '|}' )*
Brackets      = '[' Properties? ']' | '(' Item* ')'
Item          = Subject | Brackets | Reified
Reified       = '<<' Item Property Item ( '~' ( Variable | Iri | Blank )? )? '>>'
TripleTerm    = '<<(' Item Property Item ')>>'
Path          = Steps ( '|' Steps )*
Steps         = Step ( '/' Step )*
Step          = '^'? Named ( '*' | '+' | '?' )?
Named         = Iri | 'a' | '!' ( Other | '(' ( Other ( '|' Other )* )? ')' ) | '(' Path ')'
Other         = '^'? ( Iri | 'a' )

Constraint    = Bracketed | Call | Function
Bracketed     = '(' Expression ')'
Call          = Aggregate | Builtin | Exists
Aggregate     = COUNT '(' DISTINCT? ( '*' | Expression ) ')' | Joined | ( SUM | MIN | MAX | AVG | SAMPLE ) Single
Joined        = GROUP_CONCAT '(' DISTINCT? Expression ( ';' SEPARATOR '=' string )? ')'
Single        = '(' DISTINCT? Expression ')'
Builtin       = ( ANY FUNCTION ) Arguments
Exists        = NOT? EXISTS Group
Function      = Iri '(' DISTINCT? ( Argument ( ',' Argument )* )? ')'
Arguments     = '(' ( Argument ( ',' Argument )* )? ')'
Argument      = Expression
Expression    = Comparison ( ( '||' | '&&' ) Comparison )*
Comparison    = Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | NOT? IN Choices )?
Choices       = '(' ( Expression ( ',' Expression )* )? ')'
Sum           = Operand ( ( '+' | '-' | '*' | '/' ) Operand )*
Operand       = ( '!' | '+' | '-' )* Primary
Primary       = Bracketed | Call | Iri Arguments? | String | Number | Boolean | Variable | TripleTerm

VarOrIri      = Variable | Iri
Variable      = variable
Iri           = iri | name | ns
Blank         = blank
Literal       = String | ( '+' | '-' )? Number | Boolean
String        = string ( language | '^^' Iri )?
Number        = integer | number
Boolean       = true | false
""".replace("ANY FUNCTION", " | ".join(ARGUMENTS))

_KEPT: Final = (
    "QueryText UpdateText Prologue Select SubSelect SelectClause Projected Assigned Construct Describe Ask "
    "Where Modifiers GroupKey OrderKey Constraint Template Group Pattern Union Optional Minus Graph Service "
    "Filter Bind Values DataBlock DataRow DataValue Statement Quads InsertedData DeletedData DeletedWhere "
    "Deleted Update Delete Insert Aggregate Builtin Function Arguments Argument Exists Expression Property "
    "Object Objects Brackets Path Choices Dataset Properties ValuesClause"
)
KEPT: Final = frozenset(_KEPT.split())
"""Rules that are nodes of the tree."""


@dataclass(eq=False, slots=True)
class Node:
    """A part of a rule: `terminal`, `rule`, `all` (one after the other), `one` of several, `maybe` or `many`."""

    kind: str
    name: str = ""
    parts: tuple["Node", ...] = ()
    first: frozenset[str] = frozenset()
    nullable: bool = False


@dataclass(eq=False, slots=True)
class Tree:
    """What the machine read by one of the `KEPT` rules: tokens `start` to `end`, as far as it came."""

    rule: str
    start: int
    parent: "Tree | None" = None
    end: int = -1
    parts: list["Tree"] = field(default_factory=list)


class Reading(NamedTuple):
    """How far the machine came: `stuck` is the place of the token that cannot stand, None where all is well.

    `expected` are nodes that may stand there, in the order of the grammar; `within` is what was being read.
    """

    tree: Tree
    stuck: int | None
    expected: tuple[Node, ...]
    within: Tree


_PIECE: Final = re.compile(r"'[^']+'|\w+|[()|*+?]")


class _Compiler:
    """Turns the text of the grammar into nodes, each with the tokens that can begin it."""

    def __init__(self, text: str) -> None:
        self.rules: dict[str, Node] = {}
        bodies = [line.split("=", 1) for line in text.splitlines() if line.strip()]
        self.rules = {name.strip(): Node("rule", name.strip()) for name, _ in bodies}
        for name, body in bodies:
            self._pieces = _PIECE.findall(body)[::-1]
            self.rules[name.strip()].parts = (self._choice(),)
        nodes = [node for rule in self.rules.values() for node in _nodes(rule)]
        while sum(map(_settle, nodes)):  # each pass settles all of them once more
            pass

    def _choice(self) -> Node:
        choices = [self._sequence()]
        while self._pieces and self._pieces[-1] == "|":
            self._pieces.pop()
            choices.append(self._sequence())
        return choices[0] if len(choices) == 1 else Node("one", parts=tuple(choices))

    def _sequence(self) -> Node:
        parts = []
        while self._pieces and self._pieces[-1] not in ("|", ")"):
            piece = self._pieces.pop()
            if piece == "(":
                node = self._choice()
                self._pieces.pop()
            else:
                node = self.rules.get(piece) or Node("terminal", piece.strip("'"))
            if self._pieces and self._pieces[-1] in ("*", "+", "?"):
                repeated = self._pieces.pop()
                if repeated == "+":
                    parts.append(node)
                node = Node("maybe" if repeated == "?" else "many", parts=(node,))
            parts.append(node)
        return parts[0] if len(parts) == 1 else Node("all", parts=tuple(parts))


def _nodes(rule: Node) -> Iterable[Node]:
    left = [rule]
    while left:
        node = left.pop()
        yield node
        left += [part for part in node.parts if part.kind != "rule"]


def _settle(node: Node) -> bool:
    """Work out once more what can begin a node and whether it can be empty; return whether that changed anything."""
    first: set[str] = set()
    nullable = node.kind in ("maybe", "many")
    if node.kind == "terminal":
        first = {node.name}
    elif node.kind in ("all", "rule"):
        for part in node.parts:
            first |= part.first
            if not part.nullable:
                break
        else:
            nullable = True
    else:
        first = {name for part in node.parts for name in part.first}
        nullable = nullable or any(part.nullable for part in node.parts)
    changed = node.first != first or node.nullable != nullable
    node.first, node.nullable = frozenset(first), nullable
    return changed


@cache
def rules() -> dict[str, Node]:
    """Return the rules of the grammar by name."""
    return _Compiler(_GRAMMAR).rules


@cache
def keywords() -> frozenset[str]:
    """Return the words that the grammar knows, in upper case."""
    terminals = {node.name for rule in rules().values() for node in _nodes(rule) if node.kind == "terminal"}
    return frozenset(name for name in terminals if name.isupper() and name.isidentifier())


_KINDS: Final = {
    Kind.IRI: "iri",
    Kind.BLANK: "blank",
    Kind.VARIABLE: "variable",
    Kind.STRING: "string",
    Kind.LANGUAGE: "language",
    Kind.UNKNOWN: "unknown",
}


def symbol(token: Token) -> str:
    """Return what a token is to the grammar: the name of its terminal, or `word` for a word that it does not know."""
    if token.kind is Kind.PUNCTUATION:
        return token.text
    if token.kind is Kind.WORD:
        if token.text == "a" or token.word in ("TRUE", "FALSE"):
            return token.text.lower()  # the service takes these in any case (queries/sparql/rewrite.py)
        return token.word if token.word in keywords() else "word"
    if token.kind is Kind.NAME:
        return "ns" if token.text.endswith(":") and token.text.count(":") == 1 else "name"
    if token.kind is Kind.NUMBER:
        return "integer" if token.text.isdecimal() else "number"
    return _KINDS.get(token.kind, "unknown")


_Stack = tuple[Node, "_Stack"] | tuple[()]  # a linked list: what is to be read next stands first
_CLOSE: Final = Node("close")


def read(tokens: Iterable[Token], *, update: bool = False) -> Reading:
    """Follow the grammar through the tokens of a query or an update, comments left out, as far as it goes."""
    start = rules()["UpdateText" if update else "QueryText"]
    top = tree = Tree(start.name, 0)
    stack: _Stack = (start.parts[0], ())
    count = 0
    for token in tokens:
        before, within = stack, tree
        stack, tree, fits = _step(stack, tree, symbol(token), count)
        if not fits:
            return Reading(top, count, _expected(before), within)
        count += 1
    before, within = stack, tree
    stack, tree, fits = _step(stack, tree, "end", count)
    return Reading(top, None if fits else count, () if fits else _expected(before), within)


def _step(stack: _Stack, tree: Tree, name: str, place: int) -> tuple[_Stack, Tree, bool]:
    """Read one token; return the stack after it, the part of the tree it stands in, and whether it can stand."""
    while stack:
        node, stack = stack
        kind = node.kind
        if kind == "terminal":
            return stack, tree, node.name == name
        if kind == "close":
            tree.end = place
            tree = tree.parent or tree
        elif name not in node.first:
            if not node.nullable:
                return stack, tree, False
        elif kind == "all":
            for part in reversed(node.parts):
                stack = (part, stack)
        elif kind == "one":
            stack = (next(part for part in node.parts if name in part.first), stack)
        elif kind == "rule":
            if node.name in KEPT:
                tree.parts.append(Tree(node.name, place, tree))
                tree = tree.parts[-1]
                stack = (_CLOSE, stack)
            stack = (node.parts[0], stack)
        else:
            stack = (node.parts[0], (node, stack) if kind == "many" else stack)
    return stack, tree, False


def _expected(stack: _Stack) -> tuple[Node, ...]:
    """Return the nodes of which one has to come next: all that can, up to the first that must."""
    found: list[Node] = []
    while stack:
        node, stack = stack
        if node.kind != "close":
            found.append(node)
            if not node.nullable:
                break
    return tuple(found)
