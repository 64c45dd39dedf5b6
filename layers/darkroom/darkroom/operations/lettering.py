"""Operations that write on the photo."""

import re
import unicodedata
from functools import partial
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from darkroom.imaging.geometry import Size
from darkroom.operations.base import BaseOperation

MARGIN = 0.04
"""What stays free at the edges, as a fraction of the photo's shorter side."""

_MAX_LENGTH = 1000

MISSING_GLYPHS = "missing_glyphs"

SCRIPTS = (
    "There are letters for Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Georgian, Devanagari,"
    f" Chinese, Japanese and Korean; others become boxes, with the warning `{MISSING_GLYPHS}`."
)
"""What catalogues say of texts."""

Position = Literal[
    "top_left",
    "top",
    "top_right",
    "left",
    "center",
    "right",
    "bottom_left",
    "bottom",
    "bottom_right",
]

_PLACES = {
    position: (place % 3 / 2, place // 3 / 2) for place, position in enumerate(get_args(Position))
}

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")

# Text that turns the reading order of its surroundings is a trick more often than a need; the marks
# that only lean on their neighbours (U+200E, U+200F, U+061C) stay.
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def checked_text(text: str, *, max_length: int) -> str:
    """A text put in order: composed, with line breaks of one kind, and nothing to hide.

    Raises:
        PydanticCustomError: It has control characters, nothing that can be seen, or more characters
            than `max_length`: composing takes some apart, and what was accepted is checked again
            whenever it is read.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = unicodedata.normalize("NFC", _DIRECTION_CONTROLS.sub("", text)).strip()
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in text.replace("\n", "")):
        raise PydanticCustomError(
            "text", "Write the text without control characters; only line breaks may be in it"
        )
    if not any(unicodedata.category(each)[0] in "LNPS" for each in text):
        raise PydanticCustomError("text", "Write a text that can be seen")
    if len(text) > max_length:
        raise PydanticCustomError(
            "text",
            "Write at most {max_length} characters; in the form in which Unicode composes them"
            " (NFC), these are {length}",
            {"max_length": max_length, "length": len(text)},
        )
    return text


Text = Annotated[
    str,
    Field(min_length=1, max_length=_MAX_LENGTH),
    AfterValidator(partial(checked_text, max_length=_MAX_LENGTH)),
]


def placed(position: Position) -> tuple[float, float]:
    """How far right and down a position is, from 0 to 1."""
    return _PLACES[position]


def margin(size: Size) -> float:
    """What stays free at the edges of an image of this size, in pixels."""
    return MARGIN * min(size)


class LetteringOperation(BaseOperation):
    """An operation with a `text`, in any script that there is a font for."""

    text: Text

    @classmethod
    def prepare(cls) -> None:
        """Open the fonts."""
        from darkroom.imaging.text.break_places import thai_parser
        from darkroom.imaging.text.fonts import open_all

        open_all()
        thai_parser()

    def warnings(self) -> tuple[str, ...]:
        """That no font has some of the text, which is then drawn as a box."""
        from darkroom.imaging.text.clusters import clusters
        from darkroom.imaging.text.fonts import has_glyphs

        drawn = (cluster for line in self.text.split("\n") for cluster in clusters(line))
        return () if all(map(has_glyphs, drawn)) else (MISSING_GLYPHS,)
