"""What people call their photos and albums: data to show, never part of a key."""

import re
import unicodedata
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

MAX_NAME_BYTES: Final = 255
"""What a file's name may take on any disk, in UTF-8."""

# Control characters, line separators, lone surrogates, and the marks that turn the reading
# direction (with them `gpj.exe` is shown as `exe.jpg`).
_UNSHOWABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_PHOTO_ENDINGS = frozenset(
    {".avif", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)
_UNQUOTABLE = re.compile(r'[^\x20-\x7e]|["\\]')


def showable(text: str) -> str:
    """The text composed (NFC), without what nobody sees or what turns the reading direction."""
    return unicodedata.normalize("NFC", _UNSHOWABLE.sub("", text))


def clean_file_name(name: str) -> str:
    """Make a client's file name safe to store and show: at most 255 bytes of NFC text."""
    base = re.split(r"[/\\]", showable(name))[-1].strip()
    if not base.strip("."):
        # Nothing, or a folder's name for itself or its parent.
        return "photo"
    ending = PurePath(base).suffix
    if len(ending.encode()) >= MAX_NAME_BYTES:
        return _cut(base, MAX_NAME_BYTES)
    return _with_ending(base.removesuffix(ending), ending)


def result_file_name(photo_name: str, output: str, extension: str) -> str:
    """What a downloaded output is called: `beach.heic` gives `beach-web.jpg`."""
    return _with_ending(PurePath(photo_name).stem, f"-{output}.{extension}")


def photo_ending(name: str) -> str:
    """The `.HEIC` of `beach.HEIC`; nothing where a name does not end in a kind of photo."""
    ending = PurePath(name).suffix
    return ending if ending.lower() in _PHOTO_ENDINGS else ""


def with_photo_ending(name: str, ending: str) -> str:
    """What a photo is called as a file of another kind: `Mr. Smith.heic` gives `Mr. Smith.jpg`."""
    return _with_ending(name.removesuffix(photo_ending(name)), ending)


def _with_ending(stem: str, ending: str) -> str:
    """Cut a long stem rather than its ending."""
    return _cut(stem, MAX_NAME_BYTES - len(ending.encode())) + ending


def _cut(text: str, max_bytes: int) -> str:
    """The beginning of a text, without half a character or space at its end."""
    return text.encode()[:max_bytes].decode(errors="ignore").rstrip()


def content_disposition(file_name: str) -> str:
    """An attachment header after RFC 6266, with an ASCII name for clients that know no better."""
    plain = _UNQUOTABLE.sub("_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
