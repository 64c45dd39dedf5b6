"""A photo's bytes and the outputs wanted of it, to the outputs' bytes."""

from collections.abc import Callable, Iterator, Sequence

from darkroom.errors import DecodingTooLargeError, RenderingTooSlowError
from darkroom.imaging.codecs import load_codec
from darkroom.imaging.colour import changes_color
from darkroom.imaging.decode import decode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.header import Photo, read_header
from darkroom.imaging.limits import Limits
from darkroom.imaging.metadata import Credit, read_credit
from darkroom.imaging.retouch.face import Face
from darkroom.imaging.sandbox import OutOfTimeError, lift_decoding_limits, run_in_child
from darkroom.imaging.signatures import HEAD_BYTES, sniff
from darkroom.plan import Subject, plan_outputs
from darkroom.recipes import Output
from darkroom.rendered import (
    OutputFailure,
    RenderedOutput,
    RenderedPhoto,
    from_frames,
    to_frames,
)
from darkroom.rendering import Rendering, failure, target_format

__all__ = [
    "OutputFailure",
    "RenderedOutput",
    "RenderedPhoto",
    "render",
    "render_in_child",
]

ONLY_FIRST_FRAME = "only_first_frame"
DYNAMIC_RANGE_REDUCED = "dynamic_range_reduced"


def render_in_child(
    photo: bytes, outputs: Sequence[Output], limits: Limits, faces: Sequence[Face] = ()
) -> RenderedPhoto:
    """Render in a process of its own, which the photo may slow down, fill up or crash at will.

    `faces` are those in the upright photo, for the outputs that need them.

    Raises:
        PhotoError: The photo is bad, or cost more than the limits allow.
    """
    source = sniff(photo[:HEAD_BYTES])
    _prepare(source, outputs)

    def work() -> Iterator[bytes]:
        return to_frames(
            render(photo, outputs, limits, faces=faces, on_decoded=lift_decoding_limits)
        )

    frames = run_in_child(work, limits, may_start_threads=source.needs_threads)
    return from_frames(frames, [output.name for output in outputs])


def _prepare(source: PhotoFormat, outputs: Sequence[Output]) -> None:
    """Load what the child will need, so that every later child finds it loaded."""
    load_codec(source)
    for output in outputs:
        load_codec(target_format(output, source))
        for operation in output.operations:
            operation.prepare()


def render(
    photo: bytes,
    outputs: Sequence[Output],
    limits: Limits,
    *,
    faces: Sequence[Face] = (),
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
    except MemoryError as error:
        raise DecodingTooLargeError from error
    on_decoded()
    finished: list[RenderedOutput | OutputFailure] = []
    rendering = Rendering(opened, limits.max_pixels, warnings, credit, faces)
    try:
        finished.extend(rendering.results(plan, decoded))
    except OutOfTimeError:
        made = {result.name for result in finished}
        late = RenderingTooSlowError()
        finished.extend(failure(output, late) for output in outputs if output.name not in made)
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
