"""What crawlers read: the site map, and which addresses they may leave alone."""

from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from queries.read.things import listed_things
from web.dependencies import reader_of
from web.page_context import settings_of
from web.urls import Links

STANDING = ("/", "/about", "/sources", "/queries", "/trace", "/ontology.html", "/changes")


def _base(request: Request) -> str:
    return (settings_of(request).public_url or str(request.base_url)).rstrip("/")


def sitemap(request: Request) -> Response:
    """Answer `/sitemap.xml`."""
    links, base = Links(), _base(request)
    reader = reader_of(request)
    day = reader.version.created[:10]
    paths = [*STANDING, *sorted(map(links.entity, listed_things(reader)))]
    body = "".join(f"<url><loc>{escape(base + path)}</loc><lastmod>{day}</lastmod></url>" for path in paths)
    return Response(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>\n',
        media_type="application/xml; charset=utf-8",
    )


def robots(request: Request) -> Response:
    """Answer `/robots.txt`."""
    lines = (
        "User-agent: *",
        "Disallow: /sparql",
        "Disallow: /search",
        f"Sitemap: {_base(request)}/sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


ROUTES = (Route("/sitemap.xml", sitemap), Route("/robots.txt", robots))
