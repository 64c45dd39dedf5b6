"""Saturation and hue as one matrix, by the definition of CSS filters; no pixel in sight."""

from math import cos, radians, sin

_LUMA = (0.213, 0.715, 0.072)
_HUE = (
    (-0.213, -0.715, 0.928),
    (0.143, 0.140, -0.283),
    (-0.787, 0.715, 0.072),
)
"""The axis of luma, around which a hue turns, as a matrix."""


def color_matrix(saturation: float, hue: float = 0) -> tuple[float, ...]:
    """The 12 numbers that Pillow takes for a factor of saturation and a turn of hue in degrees."""
    shift_cos, shift_sin = cos(radians(hue)), sin(radians(hue))
    numbers: list[float] = []
    for row in range(3):
        for column, luma in enumerate(_LUMA):
            turned = luma * (1 - shift_cos) + shift_sin * _HUE[row][column]
            turned += shift_cos if row == column else 0
            # Saturation mixes with the luma, which turning the hue leaves as it was.
            numbers.append(saturation * turned + (1 - saturation) * luma)
        numbers.append(0.0)
    return tuple(numbers)
