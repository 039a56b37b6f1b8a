"""Make PDFs of lines at places: what a test says of columns depends on no program that lays out pages."""

import io
import zlib
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter


def placed_pdf(
    lines: Iterable[tuple[float, float, str]], *, size: float = 9, password: str | None = None
) -> bytes:
    """Return a PDF of one page with lines of Latin letters, written in this order, each from a point on."""
    shown = " ".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines)
    return page_pdf(f"BT /F1 {size} Tf {shown} ET".encode("latin-1"), password=password)


def page_pdf(stream: bytes, *, password: str | None = None) -> bytes:
    """Return a PDF of one page of this content."""
    packed = zlib.compress(stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + table + trailer
    if password is None:
        return out
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out)))
    writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
