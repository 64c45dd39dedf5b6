"""Colour profiles made in code."""

import struct

DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))


def matrix_profile(
    name: str,
    primaries: tuple[tuple[float, float, float], ...] = DISPLAY_P3,
    gamma: float = 2.2,
) -> bytes:
    """An ICC profile of three primaries (XYZ, D50) and a gamma."""
    curve = _curve(gamma)
    tags = {b"desc": _description(name), b"wtpt": _xyz(0.9642, 1.0, 0.8249)}
    for band, primary in zip(b"rgb", primaries, strict=True):
        tags[bytes([band]) + b"XYZ"] = _xyz(*primary)
        tags[bytes([band]) + b"TRC"] = curve
    return _profile(b"RGB ", tags)


def gray_profile(gamma: float) -> bytes:
    """An ICC profile for gray pictures."""
    tags = {b"desc": _description("gray"), b"wtpt": _xyz(0.9642, 1.0, 0.8249)}
    return _profile(b"GRAY", tags | {b"kTRC": _curve(gamma)})


def empty_profile() -> bytes:
    """An ICC profile that opens and then says nothing of colours."""
    return _profile(b"RGB ", {})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        padded = content.ljust(-(-len(content) // 4) * 4, b"\0")
        table += tag + struct.pack(">II", start + len(body), len(content))
        body += padded
    header = struct.pack(">I4xI4s4s4s", start + len(body), 0x02100000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1.0, 0.8249)))
    return header.ljust(128, b"\0") + table + body


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _description(name: str) -> bytes:
    text = name.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
