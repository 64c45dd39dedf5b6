"""Change the photo's tones and colours."""

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from darkroom.imaging.color_matrix import color_matrix
from darkroom.operations.base import BaseOperation, Factor, in_rgb

if TYPE_CHECKING:
    from PIL.Image import Image

Gamma = Annotated[float, Field(ge=0.1, le=10, strict=True, allow_inf_nan=False)]
Hue = Annotated[float, Field(ge=-360, le=360, strict=True, allow_inf_nan=False)]
Temperature = Annotated[float, Field(ge=-1, le=1, strict=True, allow_inf_nan=False)]

_WARMTH = 0.25
"""How far the warmest setting raises red and lowers blue."""

_MIDDLE = 0.5

Tables = tuple[bytes, bytes, bytes]


class Adjust(BaseOperation):
    """Factors are 1 for no change; `hue` is in degrees, `temperature` from cool -1 to warm 1.

    Tones come first (brightness, contrast, gamma, temperature, as one look-up table), then
    saturation and hue.
    """

    summary: ClassVar[str] = (
        "Changes brightness, contrast, saturation and gamma (1 is no change), hue (degrees) and"
        " temperature (-1 cool to 1 warm)."
    )
    example: ClassVar[dict[str, Any]] = {
        "operation": "adjust",
        "brightness": 1.1,
        "contrast": 1.05,
        "saturation": 1.2,
    }
    is_pointwise: ClassVar[bool] = True

    operation: Literal["adjust"] = "adjust"
    brightness: Factor = 1.0
    contrast: Factor = 1.0
    saturation: Factor = 1.0
    hue: Hue = 0.0
    gamma: Gamma = 1.0
    temperature: Temperature = 0.0

    def apply(self, image: "Image") -> "Image":
        """Change its colours; only a temperature gives a gray image any."""
        if image.mode == "L" and self.temperature:
            image = image.convert("RGB")
        image = self._with_tones(image)
        if image.mode == "L" or (self.saturation == 1 and self.hue % 360 == 0):
            return image
        recolored = in_rgb(image).convert("RGB", color_matrix(self.saturation, self.hue))
        if image.mode == "RGBA":
            recolored.putalpha(image.getchannel("A"))
        return recolored

    def _with_tones(self, image: "Image") -> "Image":
        unchanged = bytes(range(256))
        tables = _tables(self.brightness, self.contrast, self.gamma, self.temperature)
        if tables == (unchanged,) * 3:
            return image
        if image.mode == "L":
            return image.point(tables[1])
        return image.point(b"".join([*tables, unchanged][: len(image.getbands())]))


@lru_cache(maxsize=32)
def _tables(brightness: float, contrast: float, gamma: float, temperature: float) -> Tables:
    """One table for each of red, green and blue."""

    def table(gain: float) -> bytes:
        return bytes(
            _level(level / 255 * gain * brightness, contrast, gamma) for level in range(256)
        )

    return table(1 + _WARMTH * temperature), table(1), table(1 - _WARMTH * temperature)


def _level(tone: float, contrast: float, gamma: float) -> int:
    tone = (tone - _MIDDLE) * contrast + _MIDDLE
    bounded = min(max(tone, 0.0), 1.0)
    return round(255 * float(bounded ** (1 / gamma)))
