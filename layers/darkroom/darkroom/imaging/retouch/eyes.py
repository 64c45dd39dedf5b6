"""The eyes of an upright face."""

from typing import NamedTuple

from darkroom.imaging.retouch.arrays import Pixels
from darkroom.imaging.retouch.cascades import EYE, EYE_WITH_GLASSES, Search, hits


class Eye(NamedTuple):
    """The middle of an eye as shares of the face's square, and how often cascades saw it."""

    across: float
    down: float
    votes: int


_TOP, _BOTTOM = 0.18, 0.58
"""The band of a face that eyes are in, however it was framed."""
_SIDES = ((0.06, 0.54), (0.46, 0.94))
_LEVEL = 0.1
"""How much higher one eye of an upright face may be than the other."""
_LEAST, _MOST = 0.14, 0.36
"""How large the square around an eye is."""
_APART = (0.22, 0.56)


def eyes(face: Pixels) -> tuple[Eye, ...]:
    """The left and the right eye of a face's square in gray, or the one, or none, that was seen."""
    found = [_best(face, *side) for side in _SIDES]
    seen = [eye for eye in found if eye]
    if len(seen) < len(_SIDES):
        return tuple(seen)
    left, right = seen
    is_pair = abs(left.down - right.down) < _LEVEL
    is_pair = is_pair and _APART[0] < right.across - left.across < _APART[1]
    return (left, right) if is_pair else (max(seen, key=lambda eye: eye.votes),)


def _best(face: Pixels, left: float, right: float) -> Eye | None:
    side = face.shape[0]
    top = round(_TOP * side)
    start = round(left * side)
    part = face[top : round(_BOTTOM * side), start : round(right * side)]
    search = Search(1.08, 2, round(_LEAST * side), round(_MOST * side))
    seen = [
        Eye((start + hit.x + hit.side / 2) / side, (top + hit.y + hit.side / 2) / side, hit.votes)
        for cascade in (EYE, EYE_WITH_GLASSES)
        for hit in hits(cascade, part, search)
    ]
    if not seen:
        return None
    best = max(seen, key=lambda eye: eye.votes)
    near = [
        eye for eye in seen if abs(eye.across - best.across) + abs(eye.down - best.down) < _LEVEL
    ]
    votes = sum(eye.votes for eye in near)
    return Eye(
        sum(eye.across * eye.votes for eye in near) / votes,
        sum(eye.down * eye.votes for eye in near) / votes,
        votes,
    )
