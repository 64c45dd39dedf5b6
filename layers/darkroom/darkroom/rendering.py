"""The outputs of a decoded photo, one after the other and in as little memory as they can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import groupby

from PIL import Image

from darkroom.errors import OutputTooLargeError, PhotoError
from darkroom.imaging.colour import BrokenProfileError, to_srgb, without_profile
from darkroom.imaging.encode import Encoding, encode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size, check_size
from darkroom.imaging.header import Photo
from darkroom.imaging.metadata import Credit
from darkroom.imaging.resample import take, turn
from darkroom.imaging.retouch.face import Face
from darkroom.imaging.strips import changed
from darkroom.operations import Operation
from darkroom.operations.base import rgb
from darkroom.operations.retouching import retouch
from darkroom.plan import Finish, Picture, Plan, Retouching
from darkroom.recipes import Output
from darkroom.rendered import OutputFailure, RenderedOutput

COLOR_PROFILE_IGNORED = "color_profile_ignored"

_TOO_MUCH_MEMORY = "Making this output took too much memory; ask for fewer pixels."


def target_format(output: Output, source: PhotoFormat) -> PhotoFormat:
    """What an output of a photo of the format `source` is written as."""
    return source.written if output.format == "same" else PhotoFormat(output.format)


Result = RenderedOutput | OutputFailure


@dataclass(frozen=True)
class Rendering:
    """One photo's outputs being made; `warnings` takes what there is to say of them."""

    photo: Photo
    max_pixels: int
    warnings: list[str]
    credit: Credit
    faces: Sequence[Face] = ()

    def results(self, plan: Plan, decoded: Image.Image) -> Iterator[Result]:
        """Every output of the plan, made or not; `decoded` is used up."""
        is_srgb = bool(plan.retouchings)
        if is_srgb:
            decoded = self._in_srgb(decoded)
        for place, retouching in enumerate(plan.retouchings, 1):
            is_last = place == len(plan.retouchings) and not plan.photo.is_wanted
            yield from self._retouched(retouching, decoded, in_place=is_last)
        if plan.photo.is_wanted:
            yield from self._results(plan.photo, decoded, is_srgb=is_srgb)
        for output, error in plan.refused:
            yield failure(output, error)

    def _retouched(
        self, retouching: Retouching, decoded: Image.Image, *, in_place: bool
    ) -> Iterator[Result]:
        """What comes of the retouched photo; `in_place` may use it up."""
        upright = turn(decoded, self.photo.turn)
        if in_place and upright is not decoded:
            decoded.close()
        kept = None if in_place else decoded
        try:
            done = retouch(retouching.operations, upright, self.faces, kept)
        except PhotoError as error:
            yield from (failure(output, error) for output in retouching.outputs)
            return
        self._warn(*done.warnings)
        for result in self._results(retouching.photo, done.image, is_srgb=True):
            if isinstance(result, RenderedOutput):
                warnings = (*done.warnings, *result.warnings)
                yield replace(result, found=done.found, warnings=warnings)
            else:
                yield result

    def _results(self, picture: Picture, image: Image.Image, *, is_srgb: bool) -> Iterator[Result]:
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
                return to_srgb(image, profile, in_place=True)
        except BrokenProfileError:
            self._warn(COLOR_PROFILE_IGNORED)
        return without_profile(image)

    def _warn(self, *codes: str) -> None:
        self.warnings.extend(code for code in codes if code not in self.warnings)

    def _result(self, finish: Finish, image: Image.Image, *, in_place: bool) -> Result:
        output = finish.output
        try:
            image = self._processed(finish, image, in_place=in_place)
            encoding = self._encoding(output)
            body = encode(image, encoding)
        except PhotoError as error:
            return failure(output, error)
        except MemoryError:
            return failure(output, OutputTooLargeError(_TOO_MUCH_MEMORY))
        codes = [code for operation in output.operations for code in operation.warnings()]
        self._warn(*codes)
        return RenderedOutput(
            name=output.name,
            body=body,
            width=image.width,
            height=image.height,
            format=encoding.format,
            warnings=tuple(dict.fromkeys(codes)),
        )

    def _encoding(self, output: Output) -> Encoding:
        return Encoding(
            format=target_format(output, self.photo.format),
            quality=output.quality,
            background=rgb(output.background),
            exif=self.credit.exif() if output.metadata == "copyright" else b"",
        )

    def _processed(self, finish: Finish, image: Image.Image, *, in_place: bool) -> Image.Image:
        """The picture turned, with all that is left to do done; `in_place` may use it up."""
        given, image, is_last = image, turn(image, finish.turn), in_place
        for is_pointwise, operations in groupby(finish.then, lambda each: each.is_pointwise):
            in_place = in_place or image is not given
            if is_pointwise:
                image = changed(image, partial(_applied, tuple(operations)), in_place=in_place)
                continue
            for operation in operations:
                check_size(operation.result_size(Size(*image.size)), self.max_pixels)
                image = operation.apply(image)
        if is_last and image is not given:
            # The encoder needs the room.
            given.close()
        return image


def _applied(operations: Sequence[Operation], image: Image.Image) -> Image.Image:
    return reduce(lambda changing, operation: operation.apply(changing), operations, image)


def failure(output: Output, error: PhotoError) -> OutputFailure:
    """An output that could not be made, and why."""
    return OutputFailure(name=output.name, code=error.code, message=error.message)
