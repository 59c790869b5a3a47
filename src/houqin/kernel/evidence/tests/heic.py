"""Real HEIC files for tests: an HEVC still picture of uncompressed blocks, in the container phones use.

There is no free encoder at hand, so the picture is coded as PCM blocks of 32x32 (ITU-T H.265, 7.3.8.7), one
slice each, whose arithmetic coding is so short that it is always the same.
"""

import struct
from dataclasses import dataclass, field

from PIL import Image

BLOCK = 32
# What the arithmetic coder writes (9.3.4.5): of [0, 510) the first bin leaves [0, 270), a terminating bin its
# last two values; nine bits say which, the last of them being the stop bit.
PCM_FOLLOWS = 269
SLICE_ENDS = 509


@dataclass
class Bits:
    """Writes bits, most significant first."""

    text: list[str] = field(default_factory=list)

    def u(self, value: int, width: int) -> "Bits":
        """Write a number in so many bits."""
        self.text.append(f"{value:0{width}b}" if width else "")
        return self

    def ue(self, *values: int) -> "Bits":
        """Write numbers as Exp-Golomb codes."""
        for value in values:
            code = f"{value + 1:b}"
            self.text.append("0" * (len(code) - 1) + code)
        return self

    def data(self, stop: bool = True) -> bytes:
        """Return whole bytes, closed by a stop bit."""
        bits = "".join(self.text) + ("1" if stop else "")
        bits += "0" * (-len(bits) % 8)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")


def heic(image: Image.Image, *, quarter_turns: int = 0, exif: bytes = b"") -> bytes:
    """Return an image (sides a multiple of 32) as HEIC; `quarter_turns` left are for the reader to make."""
    coded = b"".join(struct.pack(">I", len(unit)) + unit for unit in _slices(image.convert("YCbCr")))
    items = [(1, b"hvc1", coded)] + ([(2, b"Exif", struct.pack(">I", 6) + exif)] if exif else [])
    properties = [_hvcc(*image.size), _full(b"ispe", struct.pack(">II", *image.size))]
    if quarter_turns:
        properties.append(_box(b"irot", bytes([quarter_turns])))
    ipma = struct.pack(">IHB", 1, 1, len(properties)) + bytes([0x81, 0x02, 0x83][: len(properties)])
    infe = b"".join(_full(b"infe", struct.pack(">HH4sB", n, 0, kind, 0), 2) for n, kind, _data in items)
    ftyp = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    iref = _full(b"iref", _box(b"cdsc", struct.pack(">HHH", 2, 1, 1))) if exif else b""

    def meta(start: int) -> bytes:
        places, at = b"", start
        for number, _kind, data in items:
            places += struct.pack(">HHHII", number, 0, 1, at, len(data))
            at += len(data)
        return _full(
            b"meta",
            _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
            + _full(b"pitm", struct.pack(">H", 1))
            + _full(b"iloc", struct.pack(">BBH", 0x44, 0, len(items)) + places)
            + _full(b"iinf", struct.pack(">H", len(items)) + infe)
            + iref
            + _box(b"iprp", _box(b"ipco", b"".join(properties)) + _full(b"ipma", ipma)),
        )

    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + _box(b"mdat", b"".join(data for _n, _kind, data in items))


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, body: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]) + body)


def _unit(kind: int, body: bytes) -> bytes:
    """A NAL unit; a third byte keeps two zeros from looking like a start code."""
    out = bytearray()
    for byte in body:
        if len(out) >= 2 and out[-1] == out[-2] == 0 and byte <= 3:
            out.append(3)
        out.append(byte)
    return bytes([kind << 1, 1]) + bytes(out)


def _profile(bits: Bits) -> Bits:
    return bits.u(3, 8).u(0x7000_0000, 32).u(0x9000_0000_0000, 48).u(93, 8)  # Main Still Picture, level 3.1


def _hvcc(width: int, height: int) -> bytes:
    vps = _profile(Bits().u(0, 4).u(3, 2).u(0, 6).u(0, 3).u(1, 1).u(0xFFFF, 16)).u(1, 1).ue(0, 0, 0)
    vps.u(0, 6).ue(0).u(0, 2)
    sps = (
        _profile(Bits().u(0, 4).u(0, 3).u(1, 1))
        .ue(0, 1, width, height)
        .u(0, 1)
        .ue(0, 0, 0)
        .u(1, 1)
        .ue(0, 0, 0)
    )
    sps.ue(2, 0, 0, 3, 0, 0).u(0, 1).u(0, 1).u(0, 1)  # blocks of 32, transforms 4 to 32; no lists, amp, sao
    sps.u(1, 1).u(7, 4).u(7, 4).ue(2, 0).u(1, 1)  # PCM: eight bits, blocks of 32, not filtered
    sps.ue(0).u(0, 1).u(0, 1).u(0, 1).u(0, 1).u(0, 1)
    pps = Bits().ue(0, 0).u(0, 1).u(0, 1).u(0, 3).u(0, 1).u(0, 1).ue(0, 0, 0).u(0, 1).u(0, 1).u(0, 1)
    pps.ue(0, 0).u(0, 1).u(0, 1).u(0, 1).u(0, 1).u(0, 1).u(0, 1).u(
        0, 1
    )  # no offsets, weights, bypass, tiles, wpp
    pps.u(1, 1).u(0, 1).u(1, 1)  # deblocking: told here, off
    pps.u(0, 1).u(0, 1).ue(0).u(0, 1).u(0, 1)
    arrays = b"".join(
        bytes([0x80 | kind]) + struct.pack(">HH", 1, len(unit)) + unit
        for kind, unit in ((k, _unit(k, b.data())) for k, b in ((32, vps), (33, sps), (34, pps)))
    )
    head = bytes([1, 3]) + bytes.fromhex("70000000") + bytes.fromhex("900000000000") + bytes([93])
    return _box(b"hvcC", head + bytes.fromhex("f000fcfdf8f80000") + bytes([0x0F, 3]) + arrays)


def _slices(image: Image.Image) -> list[bytes]:
    across, down = image.width // BLOCK, image.height // BLOCK
    width = max((across * down - 1).bit_length(), 0)
    units = []
    for number in range(across * down):
        left, top = number % across * BLOCK, number // across * BLOCK
        block = image.crop((left, top, left + BLOCK, top + BLOCK))
        y, cb, cr = block.split()
        half = (BLOCK // 2, BLOCK // 2)
        samples = y.tobytes() + cb.resize(half).tobytes() + cr.resize(half).tobytes()
        head = Bits().u(int(number == 0), 1).u(0, 1).ue(0)
        if number:
            head.u(number, width)
        head.ue(2).ue(0)  # an I slice, QP as in the PPS: 26
        coded = Bits().u(PCM_FOLLOWS, 9).data(stop=False) + samples + Bits().u(SLICE_ENDS, 9).data(stop=False)
        units.append(_unit(19, head.data() + coded))
    return units
