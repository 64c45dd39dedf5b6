"""What people call their photos: data to show, never part of a key."""

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

_MAX_BYTES = 255
# Control characters, lone surrogates, and the marks that turn the reading direction (with them
# `gpj.exe` is shown as `exe.jpg`).
_UNSHOWABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNQUOTABLE = re.compile(r'[^\x20-\x7e]|["\\]')


def clean_file_name(name: str) -> str:
    """Make a client's file name safe to store and show: at most 255 bytes of NFC text."""
    text = _UNSHOWABLE.sub("", unicodedata.normalize("NFC", name))
    base = re.split(r"[/\\]", text)[-1].strip()
    return _shorten(base) or "photo"


def _shorten(name: str) -> str:
    """Cut a long name's stem and keep its ending."""
    ending = PurePath(name).suffix
    room = _MAX_BYTES - len(ending.encode())
    if room <= 0:
        return name.encode()[:_MAX_BYTES].decode(errors="ignore")
    stem = name.removesuffix(ending)
    return stem.encode()[:room].decode(errors="ignore") + ending


def result_file_name(photo_name: str, output: str, extension: str) -> str:
    """What a downloaded output is called: `beach.heic` gives `beach-web.jpg`."""
    return f"{PurePath(photo_name).stem}-{output}.{extension}"


def content_disposition(file_name: str) -> str:
    """An attachment header after RFC 6266, with an ASCII name for clients that know no better."""
    plain = _UNQUOTABLE.sub("_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
