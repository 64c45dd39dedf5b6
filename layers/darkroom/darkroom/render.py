"""A photo's bytes and the outputs wanted of it, to the outputs' bytes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import groupby

from PIL import Image

from darkroom.errors import DecodingTooLargeError, PhotoError
from darkroom.imaging.colour import (
    BrokenProfileError,
    changes_color,
    to_srgb,
    without_profile,
)
from darkroom.imaging.decode import decode
from darkroom.imaging.encode import Encoding, encode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size, check_size
from darkroom.imaging.header import Photo, read_header
from darkroom.imaging.limits import Limits
from darkroom.imaging.metadata import Credit, read_credit
from darkroom.imaging.resample import take, turn
from darkroom.imaging.sandbox import lift_decoding_limits, run_in_child
from darkroom.imaging.strips import changed
from darkroom.operations import Operation
from darkroom.operations.base import rgb
from darkroom.plan import Finish, Picture, Plan, Subject, plan_outputs
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
DYNAMIC_RANGE_REDUCED = "dynamic_range_reduced"


def render_in_child(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
    """Render in a process of its own, which the photo may slow down, fill up or crash at will.

    Raises:
        PhotoError: The photo is bad, or cost more than the limits allow.
    """
    frames = run_in_child(
        lambda: to_frames(render(photo, outputs, limits, on_decoded=lift_decoding_limits)), limits
    )
    return from_frames(frames, [output.name for output in outputs])


def render(
    photo: bytes,
    outputs: Sequence[Output],
    limits: Limits,
    *,
    on_decoded: Callable[[], None] = lambda: None,
) -> RenderedPhoto:
    """Render all outputs from one decode; pixels are upright and sRGB, and carry no metadata.

    `on_decoded` is called when nothing of the file is left to read.

    Raises:
        PhotoError: The photo as a whole is bad; an output that cannot be made is a failure.
    """
    opened = read_header(photo, limits)
    plan = plan_outputs(outputs, subject_of(opened), limits.max_pixels)
    wants_credit = any(output.metadata == "copyright" for output in outputs)
    credit = read_credit(opened.opened) if wants_credit else Credit()
    warnings = [code for code, applies in _warnings_of(opened) if applies]
    try:
        decoded = decode(opened, plan.eighths, luma=plan.luma)
        on_decoded()
        finished = list(
            _Rendering(opened, limits.max_pixels, warnings, credit).results(plan, decoded)
        )
    except MemoryError as error:
        raise DecodingTooLargeError from error
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


def _target(output: Output, source: PhotoFormat) -> PhotoFormat:
    return source.written if output.format == "same" else PhotoFormat(output.format)


def _warnings_of(photo: Photo) -> Iterator[tuple[str, bool]]:
    yield ONLY_FIRST_FRAME, photo.is_animated
    yield DYNAMIC_RANGE_REDUCED, photo.is_high_dynamic_range


def subject_of(photo: Photo) -> Subject:
    """What the planner has to know of a photo."""
    return Subject(
        size=photo.size,
        turn=photo.turn,
        eighths=photo.eighths,
        # Luma is not what a profile for other colours says it is.
        has_luma=photo.format is PhotoFormat.JPEG
        and not (photo.profile and changes_color(photo.profile)),
    )


@dataclass(frozen=True)
class _Rendering:
    """One photo's outputs being made; at most one image of each size is held at a time."""

    photo: Photo
    max_pixels: int
    warnings: list[str]
    credit: Credit

    def results(self, plan: Plan, decoded: Image.Image) -> Iterator[RenderedOutput | OutputFailure]:
        """Every output of the plan, made or not; `decoded` is used up."""
        yield from self._results(plan.photo, decoded, is_srgb=False)
        for output, error in plan.refused:
            yield _failure(output, error)

    def _results(
        self, picture: Picture, image: Image.Image, *, is_srgb: bool
    ) -> Iterator[RenderedOutput | OutputFailure]:
        """What comes of a picture, which is used up by it."""
        if picture.outputs and not is_srgb:
            image = self._in_srgb(image)
        *early, last = picture.outputs or (None,)
        for part in picture.parts:
            taken = take(image, part.box, part.size)
            if last is None and part is picture.parts[-1]:
                image.close()
            yield from self._results(part, taken, is_srgb=is_srgb or last is not None)
        for finish in early:
            yield self._result(finish, image, in_place=False)
        if last:
            yield self._result(last, image, in_place=True)

    def _in_srgb(self, image: Image.Image) -> Image.Image:
        profile = self.photo.profile
        try:
            if profile:
                return to_srgb(image, profile)
        except BrokenProfileError:
            self._warn(COLOR_PROFILE_IGNORED)
        return without_profile(image)

    def _warn(self, *codes: str) -> None:
        self.warnings.extend(code for code in codes if code not in self.warnings)

    def _result(
        self, finish: Finish, image: Image.Image, *, in_place: bool
    ) -> RenderedOutput | OutputFailure:
        output = finish.output
        try:
            image = self._processed(finish, image, in_place=in_place)
            encoding = self._encoding(output)
            body = encode(image, encoding)
        except PhotoError as error:
            return _failure(output, error)
        for operation in output.operations:
            self._warn(*operation.warnings())
        return RenderedOutput(
            name=output.name,
            body=body,
            width=image.width,
            height=image.height,
            format=encoding.format,
        )

    def _encoding(self, output: Output) -> Encoding:
        return Encoding(
            format=_target(output, self.photo.format),
            quality=output.quality,
            background=rgb(output.background),
            exif=self.credit.exif() if output.metadata == "copyright" else b"",
        )

    def _processed(self, finish: Finish, image: Image.Image, *, in_place: bool) -> Image.Image:
        """The picture turned, with all that is left to do done; `in_place` may use it up."""
        given, image = image, turn(image, finish.turn)
        for is_pointwise, operations in groupby(finish.then, lambda each: each.is_pointwise):
            in_place = in_place or image is not given
            if is_pointwise:
                image = changed(image, partial(_applied, tuple(operations)), in_place=in_place)
                continue
            for operation in operations:
                check_size(operation.result_size(Size(*image.size)), self.max_pixels)
                image = operation.apply(image)
        return image


def _applied(operations: Sequence[Operation], image: Image.Image) -> Image.Image:
    return reduce(lambda changing, operation: operation.apply(changing), operations, image)


def _failure(output: Output, error: PhotoError) -> OutputFailure:
    return OutputFailure(name=output.name, code=error.code, message=error.message)
