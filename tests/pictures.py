"""Photos made in code: small, different in every corner, and as awkward as asked for."""

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat, PngImagePlugin, TiffImagePlugin
from pillow_heif import from_pillow

from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size
from darkroom.imaging.limits import Limits
from darkroom.recipes import Output
from darkroom.render import RenderedOutput
from tests.profiles import matrix_profile

LIMITS = Limits(
    max_bytes=50_000_000,
    max_pixels=50_000_000,
    max_memory_bytes=1 << 30,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)

WRITTEN = (PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.WEBP, PhotoFormat.AVIF)
"""What outputs can be; photos can be more."""

ORIENTED = tuple(each for each in PhotoFormat if each is not PhotoFormat.GIF)
"""What says which way up it is."""

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
        from_pillow(image).save(written, **options)
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
    return encoded(picture(), photo_format, exif=exif.tobytes())


def telltale(photo_format: PhotoFormat) -> bytes:
    """A photo that carries a secret in every place its format has."""
    image = picture()
    image.info["icc_profile"] = matrix_profile(SECRET)
    everywhere: dict[str, Any] = {"exif": _secret_exif().tobytes(), "xmp": _SECRET_XMP.encode()}
    if photo_format is PhotoFormat.PNG:
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET)
        notes.add_itxt("XML:com.adobe.xmp", _SECRET_XMP)
        everywhere |= {"pnginfo": notes, "dpi": (333, 333)}
    if photo_format is PhotoFormat.TIFF:
        everywhere = {"tiffinfo": _secret_tags(), "icc_profile": image.info["icc_profile"]}
    if photo_format in {PhotoFormat.JPEG, PhotoFormat.GIF}:
        everywhere |= {"comment": SECRET, "dpi": (333, 333)}
    if photo_format is not PhotoFormat.HEIC:
        everywhere["icc_profile"] = image.info["icc_profile"]
    body = encoded(image, photo_format.value, **everywhere)
    return _with_segments(body) if photo_format is PhotoFormat.JPEG else body


_SECRET_XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>"


def _secret_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[29] = SECRET
    serial, maker_note = 0xA431, 0x927C
    exif.get_ifd(0x8769).update({serial: SECRET, maker_note: SECRET.encode()})
    return exif


def _secret_tags() -> TiffImagePlugin.ImageFileDirectory_v2:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    description, xmp, iptc, photoshop = 270, 700, 33723, 34377
    tags[description] = SECRET
    for tag in (xmp, iptc, photoshop):
        tags[tag] = SECRET.encode()
        tags.tagtype[tag] = 7
    return tags


def _with_segments(jpeg: bytes) -> bytes:
    """What Pillow does not write: a thumbnail, IPTC and the data of some camera's own."""
    thumbnail = b"JFXX\0\x10" + encoded(picture(8, 8), comment=SECRET)
    caption = struct.pack(">BBBH", 0x1C, 2, 120, len(SECRET)) + SECRET.encode()
    iptc = b"Photoshop 3.0\0" + image_resource(0x0404, caption)
    segments = ((0xE0, thumbnail), (0xED, iptc), (0xEA, SECRET.encode()))
    return with_segments(jpeg, segments)


def with_segments(jpeg: bytes, segments: Iterable[tuple[int, bytes]]) -> bytes:
    """A JPEG with more segments, each of a marker and its content, behind its first one."""
    start = 4 + int.from_bytes(jpeg[4:6], "big")
    more = (
        struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content
        for marker, content in segments
    )
    return jpeg[:start] + b"".join(more) + jpeg[start:]


def image_resource(number: int, content: bytes) -> bytes:
    """A block of data as Photoshop keeps it in photos."""
    return (
        struct.pack(">4sHxxI", b"8BIM", number, len(content)) + content + b"\0" * (len(content) % 2)
    )


def raw_png(*, width: int, height: int, bits: int, kind: int, row: bytes, **chunks: bytes) -> bytes:
    """A PNG that Pillow would not write."""
    header = struct.pack(">2I5B", width, height, bits, kind, 0, 0, 0)
    names = {"palette": b"PLTE", "transparency": b"tRNS"}
    before = b"".join(_chunk(names[name], content) for name, content in chunks.items())
    pixels = _chunk(b"IDAT", zlib.compress(row, 1))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + before + pixels + _chunk(b"IEND")


def flat_png(size: Size) -> bytes:
    """A PNG of transparent pixels: a bit each in the file, 32 when it is read."""
    rows = bytes((1 + -(-size.width // 8)) * size.height)
    return raw_png(
        width=size.width, height=size.height, bits=1, kind=0, row=rows, transparency=b"\0\0"
    )


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
