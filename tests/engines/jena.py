"""Apache Jena's engine behind the SPARQL protocol, over a file: `python -m tests.engines.jena FILE PORT`.

Debian has Jena as a library (`libapache-jena-java`) and no Fuseki; JPype runs it in this process. Queries are read by
Jena's parser of SPARQL 1.1 to the letter (`Syntax.syntaxSPARQL_11`), without the extensions that it takes by default.
"""

import atexit
import shutil
import sys
import tempfile
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

JARS: Final = Path("/usr/share/java")
_NEEDED: Final = (
    "jena-arq jena-core jena-base jena-iri commons-lang3 commons-io commons-csv commons-codec commons-compress "
    "commons-cli slf4j-api slf4j-nop thrift protobuf guava gson httpclient httpcore jackson-core jackson-databind "
    "jackson-annotations jsonld-java titanium-json-ld dexx.collection"
)
_MOVED: Final = "org/apache/jena/ext/"
"""Where the jar has the texts of Xerces, whose classes Debian's build has moved from there to `xerces`."""


def missing() -> str:
    """Return what is not here of what this needs; '' where all is."""
    if not (JARS / "jena-arq.jar").exists():
        return "no Apache Jena here (Debian: apt install libapache-jena-java default-jre-headless)"
    try:
        import jpype  # noqa: PLC0415

        jpype.getDefaultJVMPath()
    except Exception as error:  # noqa: BLE001 - JPype's own is no class of its public interface in all releases
        return f"no Java that JPype finds (Debian: apt install default-jre-headless): {error}"
    return ""


def handler(file: Path) -> type[BaseHTTPRequestHandler]:
    """Load a file of N-Quads into Jena, and return what answers requests from it."""
    import jpype  # noqa: PLC0415

    found = [str(JARS / f"{name}.jar") for name in _NEEDED.split() if (JARS / f"{name}.jar").exists()]
    texts = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, texts, ignore_errors=True)
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(f"{_MOVED}xerces/") and name.endswith(".properties"):
                target = Path(texts) / name.removeprefix(_MOVED)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    jpype.startJVM("-Xmx1g", classpath=[texts, *found])
    query = jpype.JPackage("org").apache.jena.query
    riot = jpype.JPackage("org").apache.jena.riot
    stream = jpype.JClass("java.io.ByteArrayOutputStream")
    dataset = query.DatasetFactory.createGeneral()
    riot.RDFDataMgr.read(dataset, str(file))

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                kind, content = self._answer(parse_qs(body)["query"][0])
            except query.QueryException as error:
                self._send(400, "text/plain", str(error.getMessage()).encode())
            else:
                self._send(200, kind, content)

        def _answer(self, text: str) -> tuple[str, bytes]:
            asked = query.QueryFactory.create(text, query.Syntax.syntaxSPARQL_11)
            run, out = query.QueryExecutionFactory.create(asked, dataset), stream()
            try:
                kind = "application/sparql-results+json"
                if asked.isSelectType():
                    query.ResultSetFormatter.outputAsJSON(out, run.execSelect())
                elif asked.isAskType():
                    query.ResultSetFormatter.outputAsJSON(out, jpype.JBoolean(run.execAsk()))
                else:
                    model = run.execConstruct() if asked.isConstructType() else run.execDescribe()
                    riot.RDFDataMgr.write(out, model, riot.Lang.NTRIPLES)
                    kind = "application/n-triples"
                return kind, bytes(out.toByteArray())
            finally:
                run.close()

        def _send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Answers


def main(file: str, port: str) -> None:
    """Serve a file at a port of this machine."""
    HTTPServer(("127.0.0.1", int(port)), handler(Path(file))).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
