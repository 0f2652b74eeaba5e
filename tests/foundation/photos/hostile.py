"""Files that somebody might send to do harm, made by code. Each is refused, or kept as nothing but its pixels."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image, PngImagePlugin

from tests.foundation.photos.makers import after_start, chunk, corners, exif_bomb, jpeg, located, png, riff, saved, segment

MEGABYTE = 1024 * 1024
PHP = b"<?php system($_GET['c']); ?>"
SCRIPT = b"<script>alert(document.cookie)</script>"
_ICC = b"ICC_PROFILE\x00\x01\x01"


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.sh", "rm -rf /")
    return out.getvalue()


def several(kind: str, **options: object) -> bytes:
    return saved(corners(), kind, save_all=True, append_images=[corners().rotate(180)], **options)


def with_size(data: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its header."""
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]


def in_scan(data: bytes, junk: bytes) -> bytes:
    place = data.index(b"\xff\xda") + 14
    return data[:place] + junk + data[place + len(junk) :]


def brand(name: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + name + b"\x00" * 4 + b"mif1" + name + b"\x00" * 200


def lossless_webp(width: int, height: int) -> bytes:
    return riff((b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\x00" * 8))


def canvas(width: int, height: int, flags: int = 0) -> tuple[bytes, bytes]:
    return b"VP8X", bytes([flags, 0, 0, 0]) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]


def still_webp() -> bytes:
    return saved(corners(), "WEBP", lossless=True)


# Sent, and refused as `photo_unreadable`.
UNREADABLE: dict[str, Callable[[], bytes]] = {
    # not a picture
    "nothing": lambda: b"",
    "one byte": lambda: b"\xff",
    "zeros": lambda: bytes(5000),
    "text": lambda: b"hello" * 100,
    "SVG with a script": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "HTML": lambda: b"<!doctype html><html><body>" + SCRIPT + b"</body></html>",
    "PHP": lambda: PHP,
    "GIF and PHP": lambda: b"GIF89a" + PHP,
    "PDF": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "PostScript": lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file 1000 string readstring pop print",
    "EPS": lambda: saved(corners(), "EPS"),
    "EPS with a DOS head": lambda: struct.pack("<IIIIIIIH", 0xC6D3D0C5, 30, 100, 0, 0, 0, 0, 0xFFFF) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "ZIP": archive,
    "ELF": lambda: b"\x7fELF\x02\x01\x01" + bytes(200),
    "windows program": lambda: b"MZ" + bytes(200),
    "shell script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "SQL": lambda: b"'; DROP TABLE photos_photo; --",
    "MP4": lambda: brand(b"isom"),
    # pictures we do not take
    "GIF": lambda: saved(corners(), "GIF"),
    "animated GIF": lambda: several("GIF"),
    "TIFF": lambda: saved(corners(), "TIFF"),
    "TIFF of several pages": lambda: several("TIFF"),
    "BMP": lambda: saved(corners(), "BMP"),
    "ICO": lambda: saved(corners(), "ICO"),
    "ICNS head": lambda: b"icns" + struct.pack(">I", 8),
    "PPM": lambda: saved(corners(), "PPM"),
    "PPM that claims much": lambda: b"P6 30000 30000 255\n",
    "PCX": lambda: saved(corners(), "PCX"),
    "TGA": lambda: saved(corners(), "TGA"),
    "XBM": lambda: b"#define x_width 64\n#define x_height 64\nstatic char x_bits[] = {0};",
    "XPM": lambda: b'/* XPM */\nstatic char *x[] = {"1 1 1 1", "a c #000000", "a"};',
    "JPEG 2000": lambda: saved(corners(), "JPEG2000"),
    "AVIF": lambda: saved(corners(), "AVIF"),
    "AVIF head": lambda: brand(b"avif"),
    "HEIC head": lambda: brand(b"heic"),
    "PSD head": lambda: b"8BPS\x00\x01" + bytes(6) + struct.pack(">HIIHH", 3, 30000, 30000, 8, 3),
    "FLI head": lambda: struct.pack("<IHHHH", 200, 0xAF12, 1, 64, 64) + bytes(200),
    "WAV in a RIFF": lambda: b"RIFF" + struct.pack("<I", 40) + b"WAVEfmt " + bytes(40),
    # moving ones
    "animated WebP": lambda: several("WEBP"),
    "animated PNG": lambda: several("PNG"),
    "animated PNG of one frame": lambda: png(64, 48, before=chunk(b"acTL", struct.pack(">II", 1, 0))),
    "WebP that says it moves": lambda: riff(canvas(64, 48, 0x02), (b"VP8L", still_webp()[20:])),
    # too large, too small, impossible
    "PNG of 30,000 x 30,000 in one bit": lambda: png(30_000, 30_000, bits=1, colour=0, rows=b"\x00" * MEGABYTE),
    "PNG of 2 thousand million pixels a side": lambda: png(2**31 - 1, 2**31 - 1, rows=b"\x00"),
    "PNG of negative width": lambda: png(2**32 - 64, 64, rows=b"\x00"),
    "PNG of no height": lambda: png(64, 0),
    "PNG of no width": lambda: png(0, 64, rows=b"\x00" * 64),
    "PNG of 1 x 1": lambda: png(1, 1),
    "PNG of 1 x 12,001": lambda: png(1, 12_001),
    "PNG of 12,001 x 16": lambda: png(12_001, 16),
    "PNG of 21 million pixels": lambda: png(7000, 3000, bits=1, colour=0),
    "JPEG of 65,535 x 65,535": lambda: with_size(jpeg(), 65_535, 65_535),
    "JPEG of no height": lambda: with_size(jpeg(), 64, 0),
    "JPEG of no width": lambda: with_size(jpeg(), 0, 64),
    "JPEG of 1 x 1": lambda: jpeg(1, 1),
    "JPEG of 41 million pixels": lambda: with_size(jpeg(), 10_250, 4000),
    "WebP of 16,383 x 16,383": lambda: lossless_webp(16_383, 16_383),
    "WebP of a canvas much larger than its picture": lambda: riff(canvas(16_000, 16_000), (b"VP8L", still_webp()[20:])),
    "WebP of a small canvas and a large picture": lambda: riff(canvas(64, 48), (b"VP8L", lossless_webp(16_000, 16_000)[20:])),
    # broken
    "JPEG cut in its head": lambda: jpeg()[:100],
    "JPEG cut in its scan": lambda: jpeg(400, 300)[:-60],
    "JPEG without an end": lambda: jpeg()[:-2],
    "JPEG start alone": lambda: b"\xff\xd8",
    "JPEG without a scan": lambda: jpeg()[: jpeg().index(b"\xff\xda")] + b"\xff\xd9",
    "JPEG without tables": lambda: jpeg()[:20] + jpeg()[jpeg().index(b"\xff\xc0") :],
    "JPEG of a segment longer than the file": lambda: b"\xff\xd8\xff\xe1\xff\xff" + bytes(100) + b"\xff\xd9",
    "JPEG of a segment of length 0": lambda: after_start(jpeg(), b"\xff\xfe\x00\x00"),
    "JPEG of two frames": lambda: after_start(jpeg(), segment(0xC0, b"\x08" + struct.pack(">HH", 48, 64) + b"\x01\x01\x11\x00")),
    "JPEG of 12 bits": lambda: jpeg().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"),
    "lossless JPEG": lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc3"),
    "arithmetic JPEG": lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9"),
    "JPEG of 2,000 empty segments": lambda: after_start(jpeg(), segment(0xEF, b"") * 2000),
    "JPEG of 2 million empty segments": lambda: after_start(jpeg(), segment(0xEF, b"") * 2_000_000),
    "JPEG of 100 scans": lambda: jpeg(progressive=True)[:-2] + segment(0xDA, b"\x01\x01\x00\x3f\x3f\x10") * 100 + b"\xff\xd9",
    "PNG cut": lambda: saved(corners(), "PNG")[:-30],
    "PNG without an end": lambda: saved(corners(), "PNG")[:-12],
    "PNG signature alone": lambda: b"\x89PNG\r\n\x1a\n",
    "PNG with a wrong check sum of its head": lambda: flipped(saved(corners(), "PNG"), 30),
    "PNG with a wrong check sum of its data": lambda: flipped(saved(corners(), "PNG"), -14),
    "PNG with a flipped bit in its data": lambda: flipped(saved(corners(), "PNG"), 60),
    "PNG of fewer rows than it says": lambda: png(64, 64, rows=b"\x00" * 500),
    "PNG of a chunk longer than the file": lambda: png(64, 48)[:33] + b"\x7f\xff\xff\xffIDAT" + bytes(50),
    "PNG of two heads": lambda: png(64, 48, before=chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))),
    "PNG without a head": lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b""),
    "PNG with a head of 5 bytes": lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"12345") + chunk(b"IEND", b""),
    "PNG of an unknown kind of colour": lambda: png(64, 48, rows=b"\x00" * 9999).replace(
        chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)), chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 7, 9, 0, 0, 0))
    ),
    "PNG without a palette": lambda: png(64, 48, colour=3)[:33] + chunk(b"IEND", b""),
    "PNG of a chunk one must understand": lambda: png(64, 48, before=chunk(b"EVIL", b"x")),
    "PNG of 25,000 chunks": lambda: png(64, 48, before=chunk(b"teXt", b"") * 25_000),
    "PNG whose data is no zlib": lambda: png(64, 48)[:33] + chunk(b"IDAT", b"\xff" * 500) + chunk(b"IEND", b""),
    "WebP cut": lambda: still_webp()[:-10],
    "WebP head alone": lambda: b"RIFF\x04\x00\x00\x00WEBP",
    "WebP of a chunk longer than the file": lambda: b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8L\xff\xff\xff\x7f" + bytes(30),
    "WebP of noise": lambda: riff((b"VP8L", b"\x2f" + struct.pack("<I", 63 | 47 << 14) + b"\xaa\x55" * 5)),
    "WebP of an empty picture": lambda: riff((b"VP8 ", b"")),
    "WebP of 5,000 chunks": lambda: riff(*[(b"JUNK", b"")] * 5000, (b"VP8L", still_webp()[20:])),
}


def text_bomb(name: bytes) -> bytes:
    """A chunk of some 50 kB that unfolds to 50 MB."""
    return chunk(
        name, b"Comment\x00" + (b"\x01\x00\x00\x00" if name == b"iTXt" else b"\x00") + zlib.compress(PHP + bytes(50 * MEGABYTE), 9)
    )


def texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", PHP.decode())
    info.add_itxt("XML:com.adobe.xmp", SCRIPT.decode(), zip=False)
    return info


# Sent, and kept without a trace of what these bytes are about.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "PHP in a JPEG's comment": lambda: jpeg(comment=PHP),
    "PHP in EXIF": lambda: jpeg(exif=_exif_of_php()),
    "PHP in a profile": lambda: after_start(jpeg(), segment(0xE2, _ICC + PHP * 100)),
    "PHP behind the end": lambda: jpeg() + PHP,
    "PHP in a JFIF head": lambda: after_start(jpeg(), segment(0xE0, b"JFXX\x00" + PHP)),
    "PHP in XMP": lambda: after_start(jpeg(), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PHP)),
    "PHP in Photoshop's segment": lambda: after_start(jpeg(), segment(0xED, b"Photoshop 3.0\x008BIM" + PHP)),
    "HTML behind the end": lambda: jpeg() + b"<html>" + SCRIPT,
    "JPEG and ZIP": lambda: jpeg() + archive(),
    "JPEG and PDF": lambda: after_start(jpeg(), segment(0xFE, b"%PDF-1.4\n1 0 obj<<>>endobj")),
    "JPEG and a film": lambda: jpeg() + brand(b"mp42") + b"\xff\xda" * 5000,
    "several pictures in one (MPO)": lambda: several("MPO"),
    "EXIF that fills the memory": lambda: after_start(jpeg(), segment(0xE1, exif_bomb(65_000, 5000))),
    "EXIF of nonsense": lambda: after_start(jpeg(), segment(0xE1, b"Exif\x00\x00MM\x00*" + b"\xff" * 500)),
    "EXIF of an offset behind its end": lambda: after_start(jpeg(), segment(0xE1, b"Exif\x00\x00II*\x00\xff\xff\xff\xff")),
    "a second thumbnail in EXIF": lambda: after_start(jpeg(), segment(0xE1, b"Exif\x00\x00II*\x00" + jpeg(20, 20))),
    "noise in a JPEG's scan": lambda: in_scan(jpeg(400, 300), b"\x12\x34\x56" * 60),
    "text bomb in a PNG (zTXt)": lambda: png(64, 48, before=text_bomb(b"zTXt")),
    "text bomb in a PNG (iTXt)": lambda: png(64, 48, before=text_bomb(b"iTXt")),
    "profile bomb in a PNG (iCCP)": lambda: png(64, 48, before=text_bomb(b"iCCP")),
    "rows that unfold to 200 MB in a PNG": lambda: png(64, 48, rows=bytes(200 * MEGABYTE)),
    "PHP in a PNG's text": lambda: saved(corners(), "PNG", pnginfo=texts()),
    "PHP behind a PNG's end": lambda: saved(corners(), "PNG") + PHP,
    "PNG and ZIP": lambda: saved(corners(), "PNG") + archive(),
    "EXIF that fills the memory in a PNG": lambda: png(64, 48, before=chunk(b"eXIf", exif_bomb(5 * MEGABYTE, 65_535)[6:])),
    "EXIF that fills the memory in a WebP": lambda: riff(
        canvas(64, 48, 0x08), (b"VP8L", still_webp()[20:]), (b"EXIF", exif_bomb(5 * MEGABYTE, 65_535))
    ),
    "PHP in a WebP's XMP": lambda: riff(canvas(64, 48, 0x04), (b"VP8L", still_webp()[20:]), (b"XMP ", PHP)),
    "PHP behind a WebP's end": lambda: still_webp() + PHP,
    "PHP in the pixels": lambda: png(64, 48, rows=(b"\x00" + (PHP * 7)[:192]) * 48),
}
TRACES = [b"<?php", b"system(", b"<script", b"alert", b"PK\x03\x04", b"%PDF", b"ftyp", b"Exif", b"ICC_PROFILE", b"MPF\x00", b"http://"]


def _exif_of_php() -> Image.Exif:
    exif = located(corners(), 1)
    exif[0x010E] = PHP.decode()
    return exif
