"""Load examples and VoID with the loaders of sparql-llm, in its own environment: prints as JSON what they found.

python sparql_llm_loads.py ENDPOINT [VOID_FILE]
"""

import json
import sys

from sparql_llm import SparqlExamplesLoader, SparqlVoidShapesLoader
from sparql_llm.utils import get_prefixes_for_endpoint, get_schema_for_endpoint
from sparql_llm.validate_sparql import validate_sparql

endpoint = sys.argv[1]
prefixes = get_prefixes_for_endpoint(endpoint)
schema = get_schema_for_endpoint(endpoint)
WRONG = """PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?post { ?post a org:Post ; org:postIn ?body ; org:chairOf ?name }"""


def documents(loader: object) -> list[dict[str, object]]:
    return [{"text": one.page_content, **one.metadata} for one in loader.load()]  # type: ignore[attr-defined]


json.dump(
    {
        "prefixes": prefixes,
        "schema": schema,
        "examples": documents(SparqlExamplesLoader(endpoint)),
        "shapes": documents(SparqlVoidShapesLoader(endpoint, prefix_map=prefixes)),
        "void_file": {url: get_schema_for_endpoint(endpoint, url) for url in sys.argv[2:]},
        "wrong": sorted(validate_sparql(WRONG, endpoint, prefixes, {endpoint: schema})["errors"]),
    },
    sys.stdout,
)
