"""Colour spaces that are only named, by their numbers in ITU-T H.273, as ICC profiles."""

import struct
from collections.abc import Callable
from math import exp

from darkroom.imaging.boxes import ColorCode

_DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
_BT_2020 = ((0.6734, 0.2790, -0.0019), (0.1656, 0.6753, 0.0300), (0.1251, 0.0456, 0.7974))
_SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
_PRIMARIES = {9: _BT_2020, 11: _DISPLAY_P3, 12: _DISPLAY_P3}
"""In XYZ for D50, as profiles have it; all others are as good as those of sRGB."""

_WHITE_POINT = (0.9642, 1.0, 0.8249)

_GAMMA_22, _GAMMA_28, _LINEAR, _PQ, _HLG = 4, 5, 8, 16, 18

_PAPER_WHITE = 203
"""How many candelas a square metre white paper has in pictures of a high dynamic range."""

_PQ_PEAK = 10_000
_HLG_PEAK = 1000
_KNEE = 0.5
_SRGB_LINEAR_TO = 0.04045
_HLG_SQUARE_TO = 0.5
_ENTRIES = 1024


def profile_of(code: ColorCode) -> bytes | None:
    """The profile of a colour space; None if its numbers can be taken for sRGB."""
    curve = _CURVES.get(code.transfer)
    primaries = _PRIMARIES.get(code.primaries)
    if curve is None and primaries is None:
        return None
    return _profile(primaries or _SRGB, curve or _srgb)


def is_high_dynamic_range(code: ColorCode) -> bool:
    """Whether it can be brighter than white, which is then brought down to it."""
    return code.transfer in {_PQ, _HLG}


def _srgb(level: float) -> float:
    if level <= _SRGB_LINEAR_TO:
        return level / 12.92
    return float(((level + 0.055) / 1.055) ** 2.4)


def _pq(level: float) -> float:
    """SMPTE ST 2084."""
    root = level ** (1 / 78.84375)
    light = (max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
    return _rolled_off(light * _PQ_PEAK / _PAPER_WHITE)


def _hlg(level: float) -> float:
    """ITU-R BT.2100, with the gamma of a display of 1000 candelas for each band by itself."""
    if level <= _HLG_SQUARE_TO:
        scene = level**2 / 3
    else:
        scene = (exp((level - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return _rolled_off(scene**1.2 * _HLG_PEAK / _PAPER_WHITE)


def _rolled_off(light: float) -> float:
    """Shades as they are, and what is lighter than half of white ever closer to white."""
    if light <= _KNEE:
        return light
    return 1 - (1 - _KNEE) * exp((_KNEE - light) / (1 - _KNEE))


_CURVES: dict[int, Callable[[float], float]] = {
    _GAMMA_22: lambda level: float(level**2.2),
    _GAMMA_28: lambda level: float(level**2.8),
    _LINEAR: lambda level: level,
    _PQ: _pq,
    _HLG: _hlg,
}


def _profile(
    primaries: tuple[tuple[float, float, float], ...], curve: Callable[[float], float]
) -> bytes:
    levels = (round(curve(entry / (_ENTRIES - 1)) * 0xFFFF) for entry in range(_ENTRIES))
    tone = b"curv\0\0\0\0" + struct.pack(f">I{_ENTRIES}H", _ENTRIES, *levels)
    tags = {b"wtpt": _xyz(_WHITE_POINT), b"rTRC": tone, b"gTRC": tone, b"bTRC": tone}
    tags |= {name: _xyz(color) for name, color in zip(_COLORANTS, primaries, strict=True)}
    table, content = struct.pack(">I", len(tags)), b""
    start = _HEADER_BYTES + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += struct.pack(">4sII", name, start + len(content), len(value))
        content += value
    header = struct.pack(
        ">I4xI4s4s4s12x4s28x12s",
        start + len(content),
        _VERSION,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        b"acsp",
        _xyz(_WHITE_POINT)[8:],
    )
    return header.ljust(_HEADER_BYTES, b"\0") + table + content


_COLORANTS = (b"rXYZ", b"gXYZ", b"bXYZ")
_HEADER_BYTES = 128
_VERSION = 0x02100000


def _xyz(color: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in color))
