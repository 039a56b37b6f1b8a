"""Programs that ask one query: for Python (pandas, SPARQLWrapper, rdflib), R (httr2), JavaScript and curl.

Each is complete and runs as it stands. The text of the query stands in it as a string of that language, whatever is in
the text: quotes, backslashes, line breaks, signs that the language or its shell would replace.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from queries.runner import Form

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that a program's text should not have as they are: invisible, or changed where the file is read."""


@dataclass(frozen=True)
class Snippet:
    """A program: a `name` for its address, what it is called, and its text. `suffix` is that of its file."""

    name: str
    title: str
    suffix: str
    text: str


def snippets(query: str, endpoint: str, form: Form, *, version: str = "") -> tuple[Snippet, ...]:
    """Return the programs that ask a query at an endpoint, of the current version of the data unless one is named.

    >>> [one.name for one in snippets("ASK {}", "http://localhost:8000/sparql", Form.ASK)]
    ['sparqlwrapper', 'rdflib', 'httr2', 'javascript', 'curl']
    """
    found = (
        Snippet(name, title, suffix, text)
        for name, title, suffix, write in _WRITERS
        if (text := write(query, endpoint, form, version))
    )
    return tuple(found)


def python_string(text: str) -> str:
    r"""Return a text as Python has it: between triple quotes where that can be, else line by line.

    >>> print(python_string('SELECT * { ?s ?p "\\n" }'))
    'SELECT * { ?s ?p "\\n" }'
    """
    if "\n" not in text:
        return repr(text) if _is_plain(text) else ascii(text)
    if _is_plain(text) and "\\" not in text and '"""' not in text and not text.endswith('"'):
        return f'"""{text}"""'
    lines = text.split("\n")
    written = [f"    {repr(line) if _is_plain(line) else ascii(line)}" for line in lines]
    return '"\\n".join([\n' + ",\n".join(written) + ",\n])"


def javascript_string(text: str) -> str:
    """Return a text as JavaScript has it: a template where that can be, else line by line."""
    plain = _is_plain(text)
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=not plain)
    if plain and not any(sign in text for sign in ("\\", "`", "${")):
        return f"`{text}`"
    lines = ",\n".join(f"  {json.dumps(line, ensure_ascii=not plain)}" for line in text.split("\n"))
    return f'[\n{lines},\n].join("\\n")'


def r_string(text: str) -> str:
    """Return a text as R (4.0 or later) has it: a raw string, or escaped where it has characters that none can hold."""
    if not _is_plain(text):
        return '"' + "".join(map(_in_r, text)) + '"'
    dashes = ""
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'


def _in_r(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    return f"\\u{{{ord(character):x}}}" if _CONTROL.match(character) else character


def shell_string(text: str) -> str:
    """Return a text as a shell (POSIX) has it.

    >>> print(shell_string("it's $5"))
    'it'\\''s $5'
    """
    return "'" + text.replace("'", "'\\''") + "'"


def _at(endpoint: str, version: str) -> str:
    return f"{endpoint}?version={quote(version)}" if version else endpoint


def _is_plain(text: str) -> bool:
    return _CONTROL.search(text) is None


def _pandas(query: str, endpoint: str, form: Form, version: str) -> str:
    if form is not Form.SELECT:
        return ""
    return f"""\
# pip install pandas
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas

query = {python_string(query)}
sent = urlencode({{"query": query, "format": "csv"}}).encode()
with urlopen({python_string(_at(endpoint, version))}, sent) as answer:
    table = pandas.read_csv(answer)
print(table)
"""


def _sparqlwrapper(query: str, endpoint: str, form: Form, version: str) -> str:
    begin = f"""\
# pip install sparqlwrapper{" rdflib" if form is Form.GRAPH else ""}
from SPARQLWrapper import JSON, POST, SPARQLWrapper

query = {python_string(query)}
endpoint = SPARQLWrapper({python_string(_at(endpoint, version))})
endpoint.setMethod(POST)
endpoint.setQuery(query)
"""
    if form is Form.GRAPH:
        begin = begin.replace("import JSON, POST, ", "import POST, ")
        return begin + 'graph = endpoint.queryAndConvert()\nprint(graph.serialize(format="turtle"))\n'
    begin += "endpoint.setReturnFormat(JSON)\nanswer = endpoint.queryAndConvert()\n"
    if form is Form.ASK:
        return begin + 'print(answer["boolean"])\n'
    return begin + (
        'for row in answer["results"]["bindings"]:\n'
        '    print({name: term["value"] for name, term in row.items()})\n'
    )


def _rdflib(query: str, endpoint: str, form: Form, version: str) -> str:
    end = {
        Form.SELECT: "for row in answer:\n    print(row.asdict())\n",
        Form.ASK: "print(answer.askAnswer)\n",
        Form.GRAPH: 'print(answer.graph.serialize(format="turtle"))\n',
    }[form]
    asked = f', params={{"version": {python_string(version)}}}' if version else ""
    return f"""\
# pip install rdflib
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

query = {python_string(query)}
graph = Graph(SPARQLStore({python_string(endpoint)}, method="POST_FORM"{asked}), bind_namespaces="none")
answer = graph.query(query)
{end}"""


def _httr2(query: str, endpoint: str, form: Form, version: str) -> str:
    accept, end = {
        Form.SELECT: ("text/csv", "table <- read.csv(text = resp_body_string(answer))\nprint(table)\n"),
        Form.ASK: (
            "application/sparql-results+json",
            "print(jsonlite::fromJSON(resp_body_string(answer))$boolean)\n",
        ),
        Form.GRAPH: ("text/turtle", "cat(resp_body_string(answer))\n"),
    }[form]
    return f"""\
# install.packages("httr2"), or on Debian: apt install r-cran-httr2
library(httr2)

query <- {r_string(query)}
answer <- request({r_string(_at(endpoint, version))}) |>
  req_headers(Accept = "{accept}") |>
  req_body_form(query = query) |>
  req_perform()
{end}"""


def _javascript(query: str, endpoint: str, form: Form, version: str) -> str:
    accept, end = {
        Form.SELECT: (
            "application/sparql-results+json",
            "const { results } = await answer.json();\n"
            "console.table(results.bindings.map((row) =>\n"
            "  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value]))));\n",
        ),
        Form.ASK: ("application/sparql-results+json", "console.log((await answer.json()).boolean);\n"),
        Form.GRAPH: ("text/turtle", "console.log(await answer.text());\n"),
    }[form]
    return f"""\
// In a browser, or as a module: node answer.mjs
const query = {javascript_string(query)};
const answer = await fetch({javascript_string(_at(endpoint, version))}, {{
  method: "POST",
  headers: {{ Accept: "{accept}" }},
  body: new URLSearchParams({{ query }}),
}});
if (!answer.ok) throw new Error(await answer.text());
{end}"""


def _curl(query: str, endpoint: str, form: Form, version: str) -> str:
    accept = {
        Form.SELECT: "text/csv",
        Form.ASK: "application/sparql-results+json",
        Form.GRAPH: "text/turtle",
    }[form]
    return (
        f"curl --fail-with-body --silent --show-error {shell_string(_at(endpoint, version))} \\\n"
        f"  --header 'Accept: {accept}' \\\n"
        f"  --data-urlencode {shell_string('query=' + query)}\n"
    )


_Writer = Callable[[str, str, Form, str], str]
_WRITERS: Final[tuple[tuple[str, str, str, _Writer], ...]] = (
    ("pandas", "Python, pandas", "py", _pandas),
    ("sparqlwrapper", "Python, SPARQLWrapper", "py", _sparqlwrapper),
    ("rdflib", "Python, rdflib", "py", _rdflib),
    ("httr2", "R, httr2", "R", _httr2),
    ("javascript", "JavaScript", "mjs", _javascript),
    ("curl", "curl", "sh", _curl),
)
