"""What people call their photos, and what becomes of it."""

from collections.abc import Mapping
from typing import Final

_LONG: Final = "a" * 300
_FAMILY: Final = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "plain": ("beach.jpg", "beach.jpg"),
    "spaces": ("my beach day.JPG", "my beach day.JPG"),
    "space around": ("  beach.jpg\t", "beach.jpg"),
    "no ending": ("beach", "beach"),
    "two endings": ("beach.tar.gz", "beach.tar.gz"),
    "hidden": (".hidden", ".hidden"),
    "nothing": ("", "photo"),
    "only space": ("   ", "photo"),
    "traversal": ("../../etc/passwd", "passwd"),
    "traversal on Windows": ("..\\..\\windows\\system.ini", "system.ini"),
    "absolute": ("/etc/passwd", "passwd"),
    "drive": ("C:\\photos\\beach.jpg", "beach.jpg"),
    "share": ("\\\\server\\share\\beach.jpg", "beach.jpg"),
    "parent folder": ("..", "photo"),
    "this folder": (".", "photo"),
    "only traversal": ("../..", "photo"),
    "folder": ("photos/", "photo"),
    "both slashes": ("a/b\\c.jpg", "c.jpg"),
    "encoded traversal is only text": ("%2e%2e%2fpasswd", "%2e%2e%2fpasswd"),
    "NUL": ("beach.jpg\x00.exe", "beach.jpg.exe"),
    "only NUL": ("\x00", "photo"),
    "CRLF": ("beach\r\nSet-Cookie: a=b.jpg", "beachSet-Cookie: a=b.jpg"),
    "escape": ("beach\x1b[31m.jpg", "beach[31m.jpg"),
    "DEL and NEL": ("beach\x7f\x85.jpg", "beach.jpg"),
    "line separators": ("a\u2028b\u2029.jpg", "ab.jpg"),
    "right to left override": ("photo\u202egpj.exe", "photogpj.exe"),
    "isolates": ("\u2067beach\u2069.jpg", "beach.jpg"),
    "direction marks": ("\u061c\u200e\u200fbeach.jpg", "beach.jpg"),
    "NFD": ("e\u0301te\u0301.jpg", "\xe9t\xe9.jpg"),
    "NFC": ("\xe9t\xe9.jpg", "\xe9t\xe9.jpg"),
    "NFD around a mark": ("e\u200e\u0301.jpg", "\xe9.jpg"),
    "lone surrogate": ("\ud800beach.jpg", "beach.jpg"),
    "300 characters": (_LONG + ".jpg", "a" * 251 + ".jpg"),
    "300 characters of two bytes": ("é" * 300 + ".jpg", "é" * 125 + ".jpg"),
    "100 emoji": ("😀" * 100, "😀" * 63),
    "300 characters of ending": ("a." + _LONG, "a." + "a" * 253),
    "emoji with joiners": (f"{_FAMILY}.jpg", f"{_FAMILY}.jpg"),
    "double quotes": ('say "cheese".jpg', 'say "cheese".jpg'),
    "single quote": ("it's.jpg", "it's.jpg"),
    "formula": ('=cmd|"/c calc"!A1.jpg', 'c calc"!A1.jpg'),
    "tag": ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
    "Chinese": ("海滩.jpg", "海滩.jpg"),
}
"""What is special about a name; the name, and how it is stored and shown."""
