"""Which script each part of a text is in, as far as shaping it depends on that."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import uharfbuzz as hb

_COMMON = "Zyyy"
_LANGUAGES = (("ja", ("Hira", "Kana")), ("ko", ("Hang",)))


def scripts(clusters: Sequence[str]) -> list[str]:
    """The script of each cluster; digits, spaces and punctuation go with what is before them."""
    own = [next(filter(None, map(_script, cluster)), None) for cluster in clusters]
    current = next(filter(None, own), _COMMON)
    return list(_carried(own, current))


def _carried(own: Sequence[str | None], current: str) -> Iterator[str]:
    for script in own:
        current = script or current
        yield current


@lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    """The script of a character by itself; None if it is at home in several."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def east_asian_language(text: str) -> str | None:
    """The language whose shapes its Chinese characters should have, guessed from what is written.

    Japanese and Korean have letters of their own. Traditional Chinese has characters that the
    standard of simplified Chinese lacks.
    """
    found = set(map(_script, text))
    for language, letters in _LANGUAGES:
        if found.intersection(letters):
            return language
    if "Hani" not in found:
        return None
    return "zh-hant" if any(map(_is_only_traditional, text)) else "zh-hans"


def _is_only_traditional(character: str) -> bool:
    return (
        unicodedata.category(character) == "Lo"
        and not _is_encodable(character, "gb2312")
        and _is_encodable(character, "big5")
    )


def _is_encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
