"""Photos made in code: small, different in every corner, and as awkward as asked for."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat, PngImagePlugin
from pillow_heif import from_pillow

from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size
from darkroom.imaging.limits import Limits
from darkroom.recipes import Output
from darkroom.render import RenderedOutput

LIMITS = Limits(
    max_bytes=50_000_000,
    max_pixels=50_000_000,
    max_memory_bytes=1 << 30,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)

SECRET = "n0b0dy-s-business"
"""What must not be found in any output."""

_SHARED_PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "photos"


def shared_photos(pattern: str) -> list[Path]:
    """Real photos beside the project, where they are; the tests stand without them."""
    return sorted(_SHARED_PHOTOS.glob(pattern))


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A smooth picture that no turn or flip leaves as it was."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.radial_gradient("L").resize((width, height), box=(0, 0, 128, 200))
    bands = (across, down, ImageChops.subtract(down, across))
    colored = Image.merge("RGB", bands)
    if mode == "RGBA":
        colored.putalpha(down)
        return colored
    return colored.convert(mode)


def encoded(image: Image.Image, photo_format: str = "jpeg", **options: Any) -> bytes:  # noqa: ANN401 - what Pillow takes
    """A file of an image, as good as the format allows."""
    options = _BEST.get(photo_format, {}) | options
    written = BytesIO()
    if photo_format == "heic":
        # The encoder's threads, and its talk on the standard error stream, are not wanted here.
        quiet = {"x265:pools": "1", "x265:log-level": "none"}
        from_pillow(image).save(written, enc_params=quiet, **options)
    else:
        image.save(written, photo_format, **options)
    return written.getvalue()


_BEST: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 95},
    "webp": {"lossless": True},
    "heic": {"quality": 95, "chroma": 444},
    "avif": {"quality": 95, "subsampling": "4:4:4", "speed": 10},
}


def named_output(name: str, *operations: dict[str, Any], **encoding: Any) -> Output:  # noqa: ANN401 - fields of an output
    """An output as the API would read it."""
    return Output.model_validate({"name": name, "operations": operations, **encoding})


def output(*operations: dict[str, Any], **encoding: Any) -> Output:  # noqa: ANN401 - fields of an output
    """An output where its name does not matter."""
    return named_output("result", *operations, **encoding)


def decoded(rendered: RenderedOutput | bytes) -> Image.Image:
    """The pixels of a finished output."""
    body = rendered if isinstance(rendered, bytes) else rendered.body
    image = Image.open(BytesIO(body), formats=["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"])
    image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference per band, in levels of 255."""
    assert one.size == other.size
    means = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return max(means)


def oriented(photo_format: str, orientation: int) -> bytes:
    """A photo whose camera was held in one of eight ways."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture(), photo_format, exif=exif)


def telltale(photo_format: PhotoFormat) -> bytes:
    """A photo that carries a secret in every place its format has."""
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[29] = SECRET
    exif.get_ifd(0x8769)[0xA431] = SECRET
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>"
    everywhere: dict[str, Any] = {"exif": exif, "icc_profile": matrix_profile(SECRET)}
    if photo_format is PhotoFormat.PNG:
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET)
        notes.add_itxt("XML:com.adobe.xmp", xmp)
        everywhere |= {"pnginfo": notes, "dpi": (333, 333)}
    else:
        everywhere |= {"xmp": xmp.encode()}
    if photo_format is PhotoFormat.JPEG:
        everywhere |= {"comment": SECRET, "dpi": (333, 333)}
    return encoded(picture(), photo_format.value, **everywhere)


def raw_png(*, width: int, height: int, bits: int, kind: int, row: bytes, **chunks: bytes) -> bytes:
    """A PNG that Pillow would not write."""
    header = struct.pack(">2I5B", width, height, bits, kind, 0, 0, 0)
    transparency = _chunk(b"tRNS", chunks["transparency"]) if chunks else b""
    pixels = _chunk(b"IDAT", zlib.compress(row, 1))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + transparency + pixels + _chunk(b"IEND")


def flat_png(size: Size) -> bytes:
    """A PNG of transparent pixels: a bit each in the file, 32 when it is read."""
    rows = bytes((1 + -(-size.width // 8)) * size.height)
    return raw_png(
        width=size.width, height=size.height, bits=1, kind=0, row=rows, transparency=b"\0\0"
    )


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))


def matrix_profile(
    name: str,
    primaries: tuple[tuple[float, float, float], ...] = DISPLAY_P3,
    gamma: float = 2.2,
) -> bytes:
    """An ICC profile of three primaries (XYZ, D50) and a gamma."""
    curve = _curve(gamma)
    tags = {b"desc": _description(name), b"wtpt": _xyz(0.9642, 1.0, 0.8249)}
    for band, primary in zip(b"rgb", primaries, strict=True):
        tags[bytes([band]) + b"XYZ"] = _xyz(*primary)
        tags[bytes([band]) + b"TRC"] = curve
    return _profile(b"RGB ", tags)


def gray_profile(gamma: float) -> bytes:
    """An ICC profile for gray pictures."""
    tags = {b"desc": _description("gray"), b"wtpt": _xyz(0.9642, 1.0, 0.8249)}
    return _profile(b"GRAY", tags | {b"kTRC": _curve(gamma)})


def empty_profile() -> bytes:
    """An ICC profile that opens and then says nothing of colours."""
    return _profile(b"RGB ", {})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        padded = content.ljust(-(-len(content) // 4) * 4, b"\0")
        table += tag + struct.pack(">II", start + len(body), len(content))
        body += padded
    header = struct.pack(">I4xI4s4s4s", start + len(body), 0x02100000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1.0, 0.8249)))
    return header.ljust(128, b"\0") + table + body


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _description(name: str) -> bytes:
    text = name.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
