"""PDF files: whole, and without anything that runs.

A PDF's objects may be packed into compressed streams and its names written with escapes, so both are undone
before looking (ISO 32000-1:2008, 7.3.5 and 7.5.7).
"""

import re
import zlib
from collections.abc import Iterator

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.limits import PDF_OBJECT_BYTES

TAIL = 2_048
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9_])")
HIDDEN_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b.{0,2000}?" + RUNS.pattern, re.DOTALL)
PACKED = re.compile(
    rb"<<(?P<dictionary>(?:(?!endobj).){0,2000}?/ObjStm(?:(?!endobj).){0,2000}?)>>\s*stream\r?\n"
    rb"(?P<body>.*?)\r?\n?endstream",
    re.DOTALL,
)


def check_paper(data: bytes, name: str) -> None:
    """Raise `Refused` where a PDF is cut short, too locked to look into, or would run something."""
    tail = data[-TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Refused("evidence.corrupt", name=name)
    plain = STREAM.sub(b"", data)
    for part in (plain, *_unpacked(data, name)):
        if RUNS.search(_unescaped(part)):
            raise Refused("evidence.pdf_active", name=name)
    for hidden in STREAM.finditer(data):  # a stream that only pretends to be one
        if HIDDEN_OBJECT.search(hidden[0]):
            raise Refused("evidence.pdf_active", name=name)


def _unpacked(data: bytes, name: str) -> Iterator[bytes]:
    budget = PDF_OBJECT_BYTES
    for found in PACKED.finditer(data):
        if b"/Filter" not in found["dictionary"]:
            yield found["body"]
            continue
        if b"/FlateDecode" not in _unescaped(found["dictionary"]):
            raise Refused("evidence.pdf_locked", name=name)
        try:
            part = zlib.decompressobj().decompress(found["body"], budget)
        except zlib.error as locked:  # encrypted, or packed twice
            raise Refused("evidence.pdf_locked", name=name) from locked
        budget -= len(part)
        if budget <= 0:
            raise Refused("evidence.bomb", name=name)
        yield part


def _unescaped(part: bytes) -> bytes:
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)
