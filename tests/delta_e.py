"""How different two colours look: CIEDE2000, after Sharma, Wu and Dalal (2005)."""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

from PIL import Image

Lab = tuple[float, float, float]

_WHITE = (0.95047, 1.0, 1.08883)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def delta_e(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two sRGB images of one size, pixel by pixel."""
    assert one.size == other.size
    pairs = list(zip(_pixels(one), _pixels(other), strict=True))
    return sum(ciede2000(lab(*first), lab(*second)) for first, second in pairs) / len(pairs)


def _pixels(image: Image.Image) -> list[tuple[int, int, int]]:
    levels = image.convert("RGB").tobytes()
    return list(zip(levels[::3], levels[1::3], levels[2::3], strict=True))


def lab(red: int, green: int, blue: int) -> Lab:
    """A colour of sRGB in L*a*b*."""
    linear = [_linear(level / 255) for level in (red, green, blue)]
    xyz = (sum(c * v for c, v in zip(row, linear, strict=True)) for row in _TO_XYZ)
    x, y, z = (_root(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


def ciede2000(one: Lab, other: Lab) -> float:
    """The difference of two colours."""
    chroma = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    gray = 1 + (1 - sqrt(chroma**7 / (chroma**7 + 25**7))) / 2
    c1, h1 = _polar(one[1] * gray, one[2])
    c2, h2 = _polar(other[1] * gray, other[2])
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    hue = h1 + turn / 2 if c1 * c2 else h1 + h2
    lightness, c = (one[0] + other[0]) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    step_l = (other[0] - one[0]) / (
        1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2)
    )
    step_c = (c2 - c1) / (1 + 0.045 * c)
    step_h = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * c * weight)
    bend = sin(radians(60 * exp(-(((hue % 360 - 275) / 25) ** 2))))
    rotation = -2 * sqrt(c**7 / (c**7 + 25**7)) * bend
    return sqrt(step_l**2 + step_c**2 + step_h**2 + rotation * step_c * step_h)


def _polar(a: float, b: float) -> tuple[float, float]:
    return hypot(a, b), degrees(atan2(b, a)) % 360
