"""How to make all outputs of a photo from as few pixels as possible: pure arithmetic.

Retouching of people comes first, wherever it stands among an output's operations: it is done to the
whole upright photo, once for all the outputs that want the same. Of what is left, the first
operations of an output come down to one view of the photo (see `geometry`), colour changes wait
until after it, and the others are done to its result. The largest views decide how small the photo
can be decoded. A smaller view is taken from the smallest larger one that has at least twice its
pixels each way, which is as good as taking it from the photo.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from darkroom.errors import PhotoError
from darkroom.imaging.geometry import (
    UPRIGHT,
    Box,
    Size,
    Turn,
    View,
    check_size,
    rounded,
    turned,
    whole,
)
from darkroom.operations import Operation, Resize
from darkroom.operations.retouching import RetouchOperation
from darkroom.recipes import Output

WHOLE = 8
"""The photo as large as it is, in eighths."""

_ENOUGH = 2
"""How many times larger, each way, a picture has to be to stand in for the photo."""

_MARGIN = 1.25
"""How much larger than its result a copy is that is shrunk before the operation that says so."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a plan has to know of a photo."""

    size: Size
    turn: Turn
    eighths: tuple[int, ...]
    """The scales, in eighths and from small to large, at which it can be decoded."""
    has_luma: bool
    """Whether it can be decoded in black and white."""


@dataclass(frozen=True, kw_only=True)
class Finish:
    """How a picture becomes an output: turn it, do what is left to do, encode it."""

    output: Output
    turn: Turn
    then: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A part of a larger picture at a size of its own, and what is made of it.

    `box` is in pixels of the larger picture; `parts` are taken before `outputs` are made.
    """

    box: Box
    size: Size
    parts: tuple["Picture", ...]
    outputs: tuple[Finish, ...]

    @property
    def is_wanted(self) -> bool:
        """Whether anything is made of it."""
        return bool(self.parts or self.outputs)


@dataclass(frozen=True, kw_only=True)
class Retouching:
    """Operations done to the whole photo, upright, and what is made of the result."""

    operations: tuple[RetouchOperation, ...]
    photo: Picture
    outputs: tuple[Output, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Decode the photo at a scale of `eighths`, then make all that it leads to."""

    eighths: int
    luma: bool
    retouchings: tuple[Retouching, ...]
    photo: Picture
    refused: tuple[tuple[Output, PhotoError], ...]


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """An output as if there were no other."""

    view: View
    finish: Finish


@dataclass
class _Node:
    """A picture while it is not known yet what will be made of it."""

    view: View
    box: Box
    finishes: list[Finish] = field(default_factory=list)
    parts: list["_Node"] = field(default_factory=list)


def plan_outputs(outputs: Sequence[Output], subject: Subject, max_pixels: int) -> Plan:
    """Plan all outputs; one that cannot be made is refused without holding up the others."""
    wishes: dict[tuple[RetouchOperation, ...], list[_Wish]] = defaultdict(list)
    refused: list[tuple[Output, PhotoError]] = []
    for output in outputs:
        retouching = tuple(step for step in output.operations if isinstance(step, RetouchOperation))
        try:
            wish = _alone(output, _upright(subject) if retouching else subject, max_pixels)
        except PhotoError as error:
            refused.append((output, error))
        else:
            wishes[retouching].append(wish)
    plain = wishes.pop((), [])
    roots = _shared(plain)
    eighths = next(
        scale
        for scale in subject.eighths
        if all(_survives(root.view, scale) for root in roots) and (scale == WHOLE or not wishes)
    )
    reads_luma_only = not wishes and all(_reads_luma_only(wish.finish) for wish in plain)
    return Plan(
        eighths=eighths,
        luma=subject.has_luma and reads_luma_only,
        retouchings=tuple(
            Retouching(
                operations=operations,
                photo=_decoded(_shared(wanted), _upright(subject).size, WHOLE),
                outputs=tuple(wish.finish.output for wish in wanted),
            )
            for operations, wanted in wishes.items()
        ),
        photo=_decoded(roots, subject.size, eighths),
        refused=tuple(refused),
    )


def _upright(subject: Subject) -> Subject:
    """The photo as it is retouched."""
    return replace(subject, size=subject.turn.turned(subject.size), turn=UPRIGHT)


def _alone(output: Output, subject: Subject, max_pixels: int) -> _Wish:
    view = turned(whole(subject.size), subject.turn)
    waiting: list[Operation] = []
    rest: list[Operation] = [
        step for step in output.operations if not isinstance(step, RetouchOperation)
    ]
    while rest:
        operation = rest[0]
        if not operation.is_pointwise:
            later = operation.view(view.result)
            # To enlarge what was shrunk brings nothing back, so those two stay apart.
            if later is None or (later.enlarges and view.shrinks):
                break
            check_size(later.result, max_pixels)
            view = view.then(later)
        else:
            waiting.append(operation)
        rest.pop(0)
    view, rest = _reduced(view, rest)
    return _Wish(view=view, finish=Finish(output=output, turn=view.turn, then=(*waiting, *rest)))


def _reduced(view: View, rest: list[Operation]) -> tuple[View, list[Operation]]:
    """The view, no larger than needed if what follows is shrunk before its size matters.

    Proportions change a little with each rounding, so the operation that shrinks is replaced by one
    for the very size that it would have come to.
    """
    size = view.result
    for place, operation in enumerate(rest):
        target = operation.view(size) if operation.fixes_size else None
        if target:
            scale = _MARGIN * max(
                target.size.width / target.box.width, target.size.height / target.box.height
            )
            if scale >= 1:
                break
            small = rounded(view.size.width * scale, view.size.height * scale)
            exact = [_exactly(target, size), *rest[place + 1 :]]
            return replace(view, size=small), [*rest[:place], *exact]
        if not (operation.is_pointwise or operation.is_scale_free):
            break
        size = operation.result_size(size)
    return view, rest


def _exactly(target: View, size: Size) -> Resize:
    is_cut = target.box != whole(size).box
    width, height = target.result
    return Resize(width=width, height=height, fit="cover" if is_cut else "fill", upscale=True)


def _shared(wishes: Sequence[_Wish]) -> list[_Node]:
    """The pictures to take from the photo, with those to take from them."""
    nodes: list[_Node] = []
    roots: list[_Node] = []
    for wish in sorted(wishes, key=lambda wish: -wish.view.size.pixels):
        view = wish.view
        node = next((each for each in nodes if _is_same(each.view, view)), None)
        if node is None:
            base = next((each for each in reversed(nodes) if _part(each.view, view)), None)
            node = _Node(view, (base and _part(base.view, view)) or view.box)
            (base.parts if base else roots).append(node)
            nodes.append(node)
        node.finishes.append(wish.finish)
    return roots


def _is_same(one: View, other: View) -> bool:
    return (one.box, one.size) == (other.box, other.size)


def _part(base: View, view: View) -> Box | None:
    """Where the view lies in what `base` has taken, if that is large enough for it."""
    box = view.within(base)
    width, height = (_ENOUGH * side for side in view.size)
    return box if box and box.width >= width and box.height >= height else None


def _survives(view: View, eighths: int) -> bool:
    """Whether the view has all its pixels in a photo decoded smaller; rounding may cost one."""
    width, height = view.box.width * eighths / WHOLE, view.box.height * eighths / WHOLE
    return eighths == WHOLE or (view.size.width < width + 1 and view.size.height < height + 1)


def _decoded(roots: Sequence[_Node], size: Size, eighths: int) -> Picture:
    """The photo as it is decoded, which may be the picture that some outputs want."""
    scale = eighths / WHOLE
    size = Size(ceil(size.width * scale), ceil(size.height * scale))
    box = Box(0, 0, *size)
    pictures = [_picture(replace(root, box=root.box.scaled(scale, scale))) for root in roots]
    as_it_is = [each for each in pictures if (each.box, each.size) == (box, size)]
    others = [each for each in pictures if each not in as_it_is]
    return Picture(
        box=box,
        size=size,
        parts=(*others, *(part for each in as_it_is for part in each.parts)),
        outputs=tuple(finish for each in as_it_is for finish in each.outputs),
    )


def _picture(node: _Node) -> Picture:
    return Picture(
        box=node.box,
        size=node.view.size,
        parts=tuple(_picture(part) for part in node.parts),
        outputs=tuple(node.finishes),
    )


def _reads_luma_only(finish: Finish) -> bool:
    return bool(finish.then) and finish.then[0].reads_luma_only
