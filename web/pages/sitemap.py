"""What crawlers read: the site map, and which addresses they may leave alone."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from queries.export.xml import content
from queries.read.things import listed_things
from web.dependencies import BaseAddress, CurrentReader
from web.urls import Links

router = APIRouter()

STANDING = ("/", "/about", "/about/endpoint", "/sources", "/queries", "/trace", "/ontology.html", "/changes")


@router.get("/sitemap.xml", include_in_schema=False)
def sitemap(reader: CurrentReader, base: BaseAddress) -> Response:
    """Answer `/sitemap.xml`."""
    links, day = Links(), reader.version.created[:10]
    paths = [*STANDING, *sorted(map(links.entity, listed_things(reader)))]
    body = "".join(f"<url><loc>{content(base + path)}</loc><lastmod>{day}</lastmod></url>" for path in paths)
    return Response(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>\n',
        media_type="application/xml; charset=utf-8",
    )


@router.get("/robots.txt", include_in_schema=False)
def robots(base: BaseAddress) -> Response:
    """Answer `/robots.txt`."""
    lines = ("User-agent: *", "Disallow: /sparql", "Disallow: /search", f"Sitemap: {base}/sitemap.xml")
    return PlainTextResponse("\n".join(lines) + "\n")
