"""Photos of every kind, and ways to damage them that depend on nothing but a number."""

import random
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

_PHOTO = Path(__file__).parents[1] / "tests" / "photos" / "coffee.png"
_SIDE = 96
_HEADER_BYTES = 600
_EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Numbers at which counts and sizes go wrong."""

_TWO = {"save_all": True}

Mutation = Callable[[bytearray, random.Random], None]


def seeds() -> dict[str, bytes]:
    """Small good photos by name: each format in the forms that take another way through it."""
    image = Image.open(_PHOTO).convert("RGB").resize((_SIDE, _SIDE))
    clear = image.convert("RGBA")
    clear.putalpha(image.getchannel("G"))
    forms: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
        "jpeg": (image, "jpeg", {}),
        "jpeg progressive": (image, "jpeg", {"progressive": True}),
        "jpeg cmyk": (image.convert("CMYK"), "jpeg", {}),
        "jpeg two pictures": (image, "mpo", _TWO),
        "png": (image, "png", {}),
        "png palette": (clear.quantize(), "png", {}),
        "png 16 bit": (image.convert("I").convert("I;16"), "png", {}),
        "png animated": (image, "png", _TWO),
        "webp": (image, "webp", {}),
        "webp lossless": (clear, "webp", {"lossless": True}),
        "webp animated": (image, "webp", _TWO),
        "gif animated": (image, "gif", _TWO),
        "tiff": (image, "tiff", {}),
        "tiff lzw": (clear, "tiff", {"compression": "tiff_lzw"}),
        "tiff jpeg": (image, "tiff", {"compression": "jpeg"}),
        "tiff pages": (image.convert("CMYK"), "tiff", {"compression": "tiff_deflate"} | _TWO),
        "avif": (image, "avif", {"speed": 10, "max_threads": 1}),
        "avif alpha": (clear, "avif", {"speed": 10, "max_threads": 1}),
    }
    return {name: _saved(*form) for name, form in forms.items()} | {"heic": _heic(image)}


def _saved(image: Image.Image, photo_format: str, options: dict[str, Any]) -> bytes:
    written = BytesIO()
    # Pillow leaves what one format wants of an image in it, where the next one stumbles over it.
    second = {"append_images": [image.rotate(90)]} if "save_all" in options else {}
    image.copy().save(written, photo_format, **options, **second)
    return written.getvalue()


def _heic(image: Image.Image) -> bytes:
    written = BytesIO()
    pillow_heif.from_pillow(image).save(written, quality=60)
    return written.getvalue()


def damaged(photos: Sequence[bytes], number: int) -> bytes:
    """One of the photos with one to three kinds of damage, the same for the same number."""
    chance = random.Random(number)  # noqa: S311 - no secret
    photo = bytearray(photos[number % len(photos)])
    for mutation in chance.choices(_MUTATIONS, k=chance.randint(1, 3)):
        if photo:
            mutation(photo, chance)
    return bytes(photo)


def _place(photo: bytearray, chance: random.Random) -> int:
    """Anywhere, but as often as not in the header, where damage goes deepest."""
    end = len(photo) if chance.random() < 0.5 else min(len(photo), _HEADER_BYTES)  # noqa: PLR2004 - even odds
    return chance.randrange(end)


def _flip_bits(photo: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        photo[_place(photo, chance)] ^= 1 << chance.randrange(8)


def _scramble(photo: bytearray, chance: random.Random) -> None:
    place = _place(photo, chance)
    length = min(chance.randint(1, 64), len(photo) - place)
    photo[place : place + length] = chance.randbytes(length)


def _put_an_edge(photo: bytearray, chance: random.Random) -> None:
    place, width = _place(photo, chance), chance.choice((1, 2, 4))
    number = chance.choice(_EDGES) & ((1 << 8 * width) - 1)
    photo[place : place + width] = number.to_bytes(width, chance.choice(("big", "little")))


def _cut_off(photo: bytearray, chance: random.Random) -> None:
    del photo[chance.randrange(len(photo)) :]


def _cut_out(photo: bytearray, chance: random.Random) -> None:
    place = _place(photo, chance)
    del photo[place : place + chance.randint(1, 200)]


def _repeat(photo: bytearray, chance: random.Random) -> None:
    place = _place(photo, chance)
    photo[place:place] = photo[place : place + chance.randint(1, 400)] * chance.randint(1, 20)


_MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits,
    _scramble,
    _put_an_edge,
    _cut_off,
    _cut_out,
    _repeat,
)
