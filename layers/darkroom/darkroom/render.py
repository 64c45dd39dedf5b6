"""A photo's bytes and the outputs wanted of it, to the outputs' bytes."""

from collections.abc import Iterator, Sequence

from PIL import Image

from darkroom.errors import DecodingTooLargeError, PhotoError
from darkroom.imaging.colour import (
    BrokenProfileError,
    changes_color,
    to_srgb,
    without_profile,
)
from darkroom.imaging.decode import Photo, decode, read_header
from darkroom.imaging.encode import encode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size, check_size
from darkroom.imaging.limits import Limits
from darkroom.imaging.resample import take, turn
from darkroom.imaging.sandbox import run_in_child
from darkroom.plan import Plan, Step, Subject, plan_outputs
from darkroom.recipes import Output
from darkroom.rendered import (
    OutputFailure,
    RenderedOutput,
    RenderedPhoto,
    from_frames,
    to_frames,
)

__all__ = ["OutputFailure", "RenderedOutput", "RenderedPhoto", "render", "render_in_child"]

ONLY_FIRST_FRAME = "only_first_frame"
COLOR_PROFILE_IGNORED = "color_profile_ignored"


def render_in_child(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
    """Render in a process of its own, which the photo may slow down, fill up or crash at will.

    Raises:
        PhotoError: The photo is bad, or cost more than the limits allow.
    """
    frames = run_in_child(lambda: to_frames(render(photo, outputs, limits)), limits)
    return from_frames(frames, [output.name for output in outputs])


def render(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
    """Render all outputs from one decode; pixels are upright and sRGB, and carry no metadata.

    Raises:
        PhotoError: The photo as a whole is bad; an output that cannot be made is a failure.
    """
    opened = read_header(photo, limits)
    plan = plan_outputs(outputs, _subject(opened), limits.max_pixels)
    warnings = [ONLY_FIRST_FRAME] if opened.is_animated else []
    try:
        finished = list(_finished(plan, opened, warnings, limits.max_pixels))
    except MemoryError as error:
        raise DecodingTooLargeError from error
    finished += [_failure(output, error) for output, error in plan.refused]
    order = {output.name: place for place, output in enumerate(outputs)}
    finished.sort(key=lambda result: order[result.name])
    size = opened.turn.turned(opened.size)
    return RenderedPhoto(
        width=size.width,
        height=size.height,
        format=opened.format,
        outputs=tuple(result for result in finished if isinstance(result, RenderedOutput)),
        failures=tuple(result for result in finished if isinstance(result, OutputFailure)),
        warnings=tuple(warnings),
    )


def _subject(photo: Photo) -> Subject:
    return Subject(
        size=photo.size,
        turn=photo.turn,
        shrinks=photo.shrinks,
        # Luma is not what a profile for other colours says it is.
        has_luma=photo.format is PhotoFormat.JPEG
        and not (photo.profile and changes_color(photo.profile)),
    )


def _finished(
    plan: Plan, photo: Photo, warnings: list[str], max_pixels: int
) -> Iterator[RenderedOutput | OutputFailure]:
    for step, picture in _pictures(plan, photo, warnings):
        try:
            yield _finish(step, picture, photo.format, max_pixels)
        except PhotoError as error:
            yield _failure(step.output, error)
        else:
            for operation in step.output.operations:
                warnings += [code for code in operation.warnings() if code not in warnings]


def _pictures(plan: Plan, photo: Photo, warnings: list[str]) -> Iterator[tuple[Step, Image.Image]]:
    """Each step's view of the photo, in sRGB but not turned yet."""
    decoded = decode(photo, plan.shrink, luma=plan.luma)
    bases = {step.base for step in plan.steps}
    kept: dict[int | None, Image.Image] = {}
    for place, step in enumerate(plan.steps):
        if step.base is not None:
            yield step, take(kept[step.base], step.box, step.view.size)
            continue
        picture = take(decoded, step.box.scaled(1 / plan.shrink, 1 / plan.shrink), step.view.size)
        picture = _in_srgb(picture, photo.profile, warnings)
        if place in bases:
            kept[place] = picture
        yield step, picture


def _in_srgb(picture: Image.Image, profile: bytes | None, warnings: list[str]) -> Image.Image:
    try:
        if profile:
            return to_srgb(picture, profile)
    except BrokenProfileError:
        if COLOR_PROFILE_IGNORED not in warnings:
            warnings.append(COLOR_PROFILE_IGNORED)
    return without_profile(picture)


def _finish(
    step: Step, picture: Image.Image, source: PhotoFormat, max_pixels: int
) -> RenderedOutput:
    image = turn(picture, step.view.turn)
    for operation in step.then:
        check_size(operation.result_size(Size(*image.size)), max_pixels)
        image = operation.apply(image)
    output = step.output
    photo_format = source if output.format == "same" else PhotoFormat(output.format)
    return RenderedOutput(
        name=output.name,
        body=encode(image, photo_format, output.quality),
        width=image.width,
        height=image.height,
        format=photo_format,
    )


def _failure(output: Output, error: PhotoError) -> OutputFailure:
    return OutputFailure(name=output.name, code=error.code, message=error.message)
