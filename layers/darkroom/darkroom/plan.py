"""How to make all outputs of a photo from as few pixels as possible: pure arithmetic.

The first operations of an output come down to one view of the photo (see `geometry`), colour
changes wait until after it, and what is left is done to its result. The largest views decide how
small the photo can be decoded; a smaller view is taken from a larger one where that has at least
twice the pixels each way, which is as good as taking it from the photo.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from darkroom.errors import PhotoError
from darkroom.imaging.geometry import Box, Size, Turn, View, check_size, rounded, turned, whole
from darkroom.operations import Operation
from darkroom.recipes import Output

_ENOUGH = 2
"""How many times larger, each way, a picture has to be to stand in for the photo."""

_MARGIN = 1.25
"""How much larger than its result a copy is that is shrunk before the operation that says so."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a plan has to know of a photo."""

    size: Size
    turn: Turn
    shrinks: tuple[int, ...]
    has_luma: bool
    """Whether it can be decoded in black and white."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One output: resample `box` of the photo, or of an earlier step's picture, and go on."""

    output: Output
    view: View
    then: tuple[Operation, ...]
    base: int | None = None
    box: Box


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Decode the photo `shrink` times smaller, then take the steps in turn."""

    shrink: int
    luma: bool
    steps: tuple[Step, ...]
    refused: tuple[tuple[Output, PhotoError], ...]


def plan_outputs(outputs: Sequence[Output], subject: Subject, max_pixels: int) -> Plan:
    """Plan all outputs; one that cannot be made is refused without holding up the others."""
    wanted: list[Step] = []
    refused: list[tuple[Output, PhotoError]] = []
    for output in outputs:
        try:
            wanted.append(_alone(output, subject, max_pixels))
        except PhotoError as error:
            refused.append((output, error))
    steps = tuple(_shared(sorted(wanted, key=lambda step: -step.view.size.pixels)))
    from_photo = [step.view for step in steps if step.base is None]
    return Plan(
        shrink=next(
            shrink for shrink in subject.shrinks if all(_survives(v, shrink) for v in from_photo)
        ),
        luma=subject.has_luma and all(_reads_luma_only(step) for step in steps),
        steps=steps,
        refused=tuple(refused),
    )


def _alone(output: Output, subject: Subject, max_pixels: int) -> Step:
    """An output as if there were no other."""
    view = turned(whole(subject.size), subject.turn)
    waiting: list[Operation] = []
    rest = list(output.operations)
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
    view = _reduced(view, rest)
    return Step(output=output, view=view, then=(*waiting, *rest), box=view.box)


def _reduced(view: View, rest: Sequence[Operation]) -> View:
    """The view, no larger than needed if what follows is shrunk before its size matters."""
    size = view.result
    for operation in rest:
        target = operation.view(size) if operation.fixes_size else None
        if target:
            scale = _MARGIN * max(
                target.size.width / target.box.width, target.size.height / target.box.height
            )
            width, height = (side * min(scale, 1) for side in view.size)
            return replace(view, size=rounded(width, height))
        if not (operation.is_pointwise or operation.is_scale_free):
            return view
        size = operation.result_size(size)
    return view


def _shared(wanted: Sequence[Step]) -> Iterator[Step]:
    """The steps in the order to take them, each from the smallest picture that will do."""
    roots: list[Step] = []
    leaves: list[tuple[Step, Step]] = []
    for step in wanted:
        able = [root for root in roots if _will_do(root.view, step.view)]
        if able:
            leaves.append((step, able[-1]))
        else:
            roots.append(step)
    yield from roots
    for step, root in leaves:
        box = step.view.within(root.view)
        yield replace(step, base=roots.index(root), box=box or step.box)


def _will_do(base: View, view: View) -> bool:
    if (base.box, base.size) == (view.box, view.size):
        return True
    box = view.within(base)
    return (
        box is not None
        and box.width >= _ENOUGH * view.size.width
        and box.height >= _ENOUGH * view.size.height
    )


def _survives(view: View, shrink: int) -> bool:
    """Whether the view has all its pixels in a photo decoded smaller; rounding may cost one."""
    width, height = view.box.width / shrink, view.box.height / shrink
    return shrink == 1 or (view.size.width < width + 1 and view.size.height < height + 1)


def _reads_luma_only(step: Step) -> bool:
    return bool(step.then) and step.then[0].reads_luma_only
