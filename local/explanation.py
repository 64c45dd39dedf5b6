"""The planner's plan for a photo and a recipe, in words: `python -m local explain`."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from darkroom.errors import PhotoError, RequestError
from darkroom.http.limits import check_outputs
from darkroom.http.problems import fields_at_fault
from darkroom.http.requests import WantedOutputs
from darkroom.http.use_cases import RequestLimits
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import ORIENTATIONS, Size
from darkroom.imaging.header import Photo, read_header
from darkroom.imaging.limits import Limits
from darkroom.imaging.sandbox import run_in_child
from darkroom.plan import WHOLE, Finish, Picture, Plan, plan_outputs
from darkroom.recipes import Output
from darkroom.render import subject_of
from darkroom.rendering import target_format
from local.errors import LocalError
from local.stack.template import Template

_MEGABYTE = 1 << 20
_BYTES_A_PIXEL = 4
"""Pillow keeps colour in four bytes, whether there is transparency or not."""


def explain(photo_path: Path, recipe_path: Path, template_path: Path) -> str:
    """How the outputs of a recipe would be made of a photo.

    The recipe is JSON as a job has it: with `outputs`, or with `operations` for a single one. What
    the API refuses is a mistake here as well.

    Raises:
        LocalError: A file is missing, the recipe has a mistake, or the photo cannot be read.
    """
    template = Template.load(template_path)
    body, outputs = _read(photo_path), _outputs(recipe_path, _request_limits(template))
    limits = _limits(template)

    def explained() -> Iterator[bytes]:
        photo = read_header(body, limits)
        plan = plan_outputs(outputs, subject_of(photo), limits.max_pixels)
        lines = [*_photo(photo_path.name, photo), *_plan(plan, photo.format)]
        yield "\n".join(lines).encode()

    try:
        return bytes(run_in_child(explained, limits)).decode()
    except PhotoError as error:
        raise LocalError(f"{photo_path.name}: {error.message}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LocalError(f"{path} cannot be read: {error.strerror}.") from error


def _outputs(path: Path, limits: RequestLimits) -> Sequence[Output]:
    try:
        # What to make does not depend on which photos a job has.
        recipe = {key: it for key, it in json.loads(_read(path)).items() if key != "photos"}
        wanted = WantedOutputs.model_validate(recipe).wanted
        check_outputs(wanted, limits)
    except ValidationError as error:
        mistakes = (f"{one['path']}: {one['message']}" for one in fields_at_fault(error.errors()))
        raise LocalError(f"{path.name} has mistakes. {' '.join(mistakes)}") from error
    except RequestError as error:
        raise LocalError(f"{path.name} has mistakes. {error.path}: {error.message}") from error
    except (ValueError, AttributeError) as error:
        raise LocalError(f"{path.name} is not a JSON object with outputs or operations.") from error
    return wanted


def _request_limits(template: Template) -> RequestLimits:
    return RequestLimits(
        max_photos=_default(template, "MaxPhotosPerJob"),
        max_outputs=_default(template, "MaxOutputsPerPhoto"),
        max_photo_bytes=_default(template, "MaxPhotoBytes"),
    )


def _default(template: Template, name: str) -> int:
    return int(template.parameters[name]["Default"])


def _limits(template: Template) -> Limits:
    default = partial(_default, template)
    return Limits(
        max_bytes=default("MaxPhotoBytes"),
        max_pixels=default("MaxPhotoPixels"),
        max_memory_bytes=default("PhotoMemoryMegabytes") * _MEGABYTE,
        max_cpu_seconds=default("PhotoCpuSeconds"),
        max_wall_seconds=default("PhotoWallSeconds"),
    )


def _photo(name: str, photo: Photo) -> Iterator[str]:
    upright = photo.turn.turned(photo.size)
    megapixels = photo.size.pixels / 1e6
    yield f"{name}: {photo.format.upper()}, {_by(photo.size)}, {megapixels:.1f} megapixels"
    if photo.turn.is_swapped or photo.turn.is_mirrored_x or photo.turn.is_mirrored_y:
        orientation = next(key for key, turn in ORIENTATIONS.items() if turn == photo.turn)
        yield f"  orientation {orientation}: upright it is {_by(upright)}"
    if photo.profile:
        yield f"  has a colour profile of {len(photo.profile)} bytes"


def _plan(plan: Plan, source: PhotoFormat) -> Iterator[str]:
    scale = "in full" if plan.eighths == WHOLE else f"at {plan.eighths}/{WHOLE} of each side"
    luma = ", its luma only" if plan.luma else ""
    yield f"decode {scale}{luma}: {_by(plan.photo.size)}"
    yield from _picture(plan.photo, source, 1)
    for retouching in plan.retouchings:
        steps = ", ".join(operation.name() for operation in retouching.operations)
        yield f"  all of it upright, {_by(retouching.photo.size)}: {steps}"
        yield from _picture(retouching.photo, source, 2)
    for output, error in plan.refused:
        yield f"not made: {output.name}: {error.message}"
    pixels = 1 if plan.luma else _BYTES_A_PIXEL
    yield f"largest images at one time: about {_most(plan) * pixels / _MEGABYTE:.0f} MB"


def _most(plan: Plan) -> int:
    """The pixels held when most are; what is retouched is copied, and its original may be kept."""
    decoded = plan.photo.size.pixels
    kept = decoded * (len(plan.retouchings) > 1 or plan.photo.is_wanted)
    retouched = (kept + max(2 * decoded, _peak(each.photo)) for each in plan.retouchings)
    return max(_peak(plan.photo), *retouched, 0)


def _picture(picture: Picture, source: PhotoFormat, depth: int) -> Iterator[str]:
    for part in picture.parts:
        times = min(part.box.width / part.size.width, part.box.height / part.size.height)
        left, top, right, bottom = (round(edge) for edge in part.box)
        area = (
            "all"
            if (left, top, right, bottom) == (0, 0, *picture.size)
            else (f"{left},{top} to {right},{bottom}")
        )
        yield f"{'  ' * depth}take {area} of it at {_by(part.size)} ({times:.2f} times smaller)"
        yield from _picture(part, source, depth + 1)
    for finish in picture.outputs:
        yield f"{'  ' * depth}output {finish.output.name}: {_finish(finish, source)}"


def _finish(finish: Finish, source: PhotoFormat) -> str:
    turned = ["turn"] if finish.turn != ORIENTATIONS[1] else []
    steps = [*turned, *(operation.operation for operation in finish.then)]
    return ", ".join([*steps, f"encode as {target_format(finish.output, source).upper()}"])


def _peak(picture: Picture) -> int:
    """The pixels held when most are, which operations that cannot work in place may double."""
    own = picture.size.pixels
    parts = max((_peak(part) for part in picture.parts), default=0)
    copies = max((_copies(finish) for finish in picture.outputs), default=0)
    early = own if len(picture.outputs) > 1 else 0
    return own + max(parts, copies * own, early)


def _copies(finish: Finish) -> int:
    moves = finish.turn != ORIENTATIONS[1]
    return int(moves or any(not operation.is_pointwise for operation in finish.then))


def _by(size: Size) -> str:
    return f"{size.width} x {size.height}"
