"""The paths that questions take through the model: what leads to what, by which property, as a pattern to begin with.

Each is a tree of things from the one that a question begins at, and a pattern of SPARQL that has rows where there is
anything of the kind.
"""

from dataclasses import dataclass
from typing import Final

from queries.header import Bilingual


@dataclass(frozen=True)
class Step:
    """One thing on a path, its variable, and the way to it: a property of the thing before (`inverse`: of this one)."""

    word: Bilingual
    variable: str
    property: str = ""
    inverse: bool = False
    further: tuple["Step", ...] = ()


@dataclass(frozen=True)
class ModelPath:
    """A path with its name, where it begins, and the pattern that asks for it."""

    name: str
    title: Bilingual
    start: Step
    pattern: str

    @property
    def query(self) -> str:
        """The pattern as a query that runs."""
        lines = "\n".join(f"  {line}" for line in self.pattern.splitlines())
        return f"SELECT * {{\n{lines}\n}}\nLIMIT 100"


def _step(
    en: str, vi: str, variable: str, property_: str = "", *further: Step, inverse: bool = False
) -> Step:
    return Step(Bilingual(en, vi), variable, property_, inverse, further)


PATHS: Final = (
    ModelPath(
        "claims",
        Bilingual("Which report says it, and where", "Bài nào nêu, và ở đâu"),
        _step(
            "thing",
            "mục",
            "thing",
            "",
            _step(
                "claim, in its source’s graph",
                "khẳng định, ở đồ thị nguồn",
                "claim",
                "rdf:subject",
                _step("property", "thuộc tính", "property", "rdf:predicate"),
                _step("value", "giá trị", "value", "rdf:object"),
                _step("status", "trạng thái", "status", "hn:status"),
                _step(
                    "passage",
                    "đoạn văn",
                    "passage",
                    "prov:wasDerivedFrom",
                    _step("source", "nguồn", "source", "oa:hasSource"),
                ),
                inverse=True,
            ),
        ),
        """GRAPH ?graph {
  ?claim rdf:subject ?thing ;
    rdf:predicate ?property ;
    rdf:object ?value ;
    hn:status ?status ;
    prov:wasDerivedFrom ?passage .
  ?passage oa:hasSource ?source .
}""",
    ),
    ModelPath(
        "citations",
        Bilingual(
            "What cites which document, in which words", "Mục nào trích dẫn văn bản nào, bằng từ ngữ nào"
        ),
        _step(
            "programme, event or speech",
            "chương trình, sự kiện hoặc phát biểu",
            "thing",
            "",
            _step(
                "citation",
                "trích dẫn",
                "citation",
                "hn:citing",
                _step(
                    "document",
                    "văn bản",
                    "document",
                    "hn:cited",
                    _step("day", "ngày", "day", "schema:legislationDate"),
                ),
                _step("words", "nguyên văn", "words", "hn:wording"),
                inverse=True,
            ),
        ),
        """?citation hn:citing ?thing ;
  hn:cited ?document ;
  hn:wording ?words .
?document schema:legislationDate ?day .""",
    ),
    ModelPath(
        "tenures",
        Bilingual("Who held which post, where and when", "Ai giữ chức vụ nào, ở đâu và khi nào"),
        _step(
            "tenure",
            "thời gian giữ chức",
            "tenure",
            "",
            _step("person", "người", "person", "org:member"),
            _step("post", "chức vụ", "post", "hn:post"),
            _step("body", "tổ chức", "body", "org:organization"),
            _step("first day", "ngày bắt đầu", "start", "schema:startDate"),
            _step("last day", "ngày kết thúc", "end", "schema:endDate"),
        ),
        """?tenure a hn:Tenure ;
  org:member ?person ;
  hn:post ?post ;
  org:organization ?body .
OPTIONAL { ?tenure schema:startDate ?start }
OPTIONAL { ?tenure schema:endDate ?end }""",
    ),
    ModelPath(
        "participations",
        Bilingual("Who took part in which event, as what", "Ai tham gia sự kiện nào, với vai trò gì"),
        _step(
            "event",
            "sự kiện",
            "event",
            "",
            _step("day", "ngày", "day", "schema:startDate"),
            _step(
                "participation",
                "sự tham gia",
                "participation",
                "hn:event",
                _step("person or body", "người hoặc tổ chức", "who", "hn:agent"),
                _step("role", "vai trò", "role", "hn:participationRole"),
                inverse=True,
            ),
        ),
        """?participation hn:event ?event ;
  hn:agent ?who ;
  hn:participationRole ?role .
?event schema:startDate ?day .""",
    ),
    ModelPath(
        "tasks",
        Bilingual("Who signed which programme, and its tasks", "Ai ký chương trình nào, và các nhiệm vụ"),
        _step(
            "programme",
            "chương trình",
            "programme",
            "",
            _step("body that signed", "tổ chức ký", "body", "hn:signatory"),
            _step("task", "nhiệm vụ", "task", "schema:isPartOf", inverse=True),
        ),
        """?programme hn:signatory ?body .
?task a hn:Task ;
  schema:isPartOf ?programme .""",
    ),
)
"""The paths, in the order in which they are shown."""
