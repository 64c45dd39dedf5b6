"""Where a line may end: at spaces and hyphens, between Chinese characters, after Thai words."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import budoux

_GLUE = frozenset("\u00a0\u2007\u202f\u2060\ufeff")
_ZERO_WIDTH_SPACE = "\u200b"
_BREAKS_AFTER = frozenset("-/\u2010\u2013\u2014")
_THAI = range(0x0E00, 0x0E80)
_HANGUL = (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xAC00, 0xD7A4))

_NOT_FIRST = frozenset(
    "!%,.:;?¢°‰′″℃…‥、。々〃〻゛゜ゝゞーヽヾ・！％，．：；？～〜､｡･ｰﾞﾟ"  # noqa: RUF001 - full width is meant
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
)
"""What may not begin a line, beside whatever closes a bracket or a quotation."""


def break_places(clusters: Sequence[str]) -> list[bool]:
    """Whether a line may begin with each cluster."""
    words = _thai_words("".join(clusters))
    starts = accumulate((len(cluster) for cluster in clusters), initial=0)
    return [
        place > 0 and (start in words or _may_part(clusters[place - 1][0], cluster[0]))
        for place, (start, cluster) in enumerate(zip(starts, clusters, strict=False))
    ]


def is_space(cluster: str) -> bool:
    """Whether it takes no room where a line ends."""
    first = cluster[0]
    is_blank = first == _ZERO_WIDTH_SPACE or unicodedata.category(first) == "Zs"
    return is_blank and first not in _GLUE


def _may_part(before: str, after: str) -> bool:
    if before in _GLUE or after in _GLUE or is_space(after):
        return False
    if is_space(before):
        return True
    if after in _NOT_FIRST or unicodedata.category(after) in {"Pe", "Pf"}:
        return False
    if unicodedata.category(before) in {"Ps", "Pi"}:
        return False
    is_compound = before in _BREAKS_AFTER and after.isalpha()
    return is_compound or _is_ideographic(before) or _is_ideographic(after)


def _is_ideographic(character: str) -> bool:
    """Whether lines may break beside it; Korean is wide as well, but written with spaces."""
    is_wide = unicodedata.east_asian_width(character) in {"W", "F"}
    return is_wide and not any(ord(character) in block for block in _HANGUL)


def _thai_words(text: str) -> frozenset[int]:
    """Where words begin that no space parts from the Thai word before."""
    if not any(ord(character) in _THAI for character in text):
        return frozenset()
    starts = accumulate(len(word) for word in thai_parser().parse(text))
    return frozenset(
        start
        for start in starts
        if all(ord(beside) in _THAI for beside in text[start - 1 : start + 1])
    )


@cache
def thai_parser() -> budoux.Parser:
    """The model that tells Thai words apart."""
    return budoux.load_default_thai_parser()
