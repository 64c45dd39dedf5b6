"""What rendering a photo comes to, and how that travels out of a process that is not trusted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from darkroom.errors import DecoderCrashedError
from darkroom.imaging.formats import PhotoFormat

_LENGTH_BYTES = 4
_MAX_HEADER_BYTES = 1 << 20
_MAX_WARNINGS = 50


@dataclass(frozen=True, kw_only=True)
class RenderedOutput:
    """A finished output, ready to be stored."""

    name: str
    body: bytes
    width: int
    height: int
    format: PhotoFormat
    found: Mapping[str, int] = field(default_factory=dict)
    """How many of what its operations looked for, such as faces, they found."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutputFailure:
    """An output that this photo does not allow, with a sentence for the person who asked."""

    name: str
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class RenderedPhoto:
    """A photo that could be read: its upright size, and every output, made or failed.

    Outputs and failures are each in the order in which they were asked for.
    """

    width: int
    height: int
    format: PhotoFormat
    outputs: tuple[RenderedOutput, ...]
    failures: tuple[OutputFailure, ...]
    warnings: tuple[str, ...]


_Pixels = Annotated[int, Field(ge=1, le=1 << 30)]
_Text = Annotated[str, Field(max_length=1000)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _OutputHeader(_Model):
    name: _Text
    width: _Pixels
    height: _Pixels
    format: Annotated[PhotoFormat, Field(strict=False)]
    length: _Pixels
    found: dict[_Text, Annotated[int, Field(ge=0)]]
    warnings: list[_Text]


class _FailureHeader(_Model):
    name: _Text
    code: _Text
    message: _Text


class _Header(_Model):
    width: _Pixels
    height: _Pixels
    format: Annotated[PhotoFormat, Field(strict=False)]
    outputs: list[_OutputHeader]
    failures: list[_FailureHeader]
    warnings: Annotated[list[_Text], Field(max_length=_MAX_WARNINGS)]


def to_frames(rendered: RenderedPhoto) -> Iterator[bytes]:
    """The length of a JSON header, the header, and the bodies one after the other."""
    header = {
        "width": rendered.width,
        "height": rendered.height,
        "format": rendered.format,
        "outputs": [
            {
                "name": output.name,
                "width": output.width,
                "height": output.height,
                "format": output.format,
                "length": len(output.body),
                "found": dict(output.found),
                "warnings": output.warnings,
            }
            for output in rendered.outputs
        ],
        "failures": [vars(failure) for failure in rendered.failures],
        "warnings": rendered.warnings,
    }
    written = json.dumps(header).encode()
    yield len(written).to_bytes(_LENGTH_BYTES, "big") + written
    yield from (output.body for output in rendered.outputs)


def from_frames(frames: memoryview, names: Sequence[str]) -> RenderedPhoto:
    """Read what `to_frames` wrote, believing none of it.

    Raises:
        DecoderCrashedError: It is cut short, makes no sense, or does not answer for exactly the
            outputs called `names`.
    """
    length = int.from_bytes(frames[:_LENGTH_BYTES], "big")
    start = _LENGTH_BYTES + length
    if length > _MAX_HEADER_BYTES or start > len(frames):
        raise DecoderCrashedError
    try:
        header = _Header.model_validate_json(bytes(frames[_LENGTH_BYTES:start]))
    except ValidationError as error:
        raise DecoderCrashedError from error
    answered = [output.name for output in header.outputs]
    answered += [failure.name for failure in header.failures]
    if sorted(answered) != sorted(names):
        raise DecoderCrashedError
    if start + sum(output.length for output in header.outputs) != len(frames):
        raise DecoderCrashedError
    return RenderedPhoto(
        width=header.width,
        height=header.height,
        format=header.format,
        outputs=tuple(_bodies(header.outputs, frames[start:])),
        failures=tuple(OutputFailure(**failure.model_dump()) for failure in header.failures),
        warnings=tuple(header.warnings),
    )


def _bodies(outputs: Sequence[_OutputHeader], body: memoryview) -> Iterator[RenderedOutput]:
    start = 0
    for output in outputs:
        yield RenderedOutput(
            name=output.name,
            body=bytes(body[start : start + output.length]),
            width=output.width,
            height=output.height,
            format=output.format,
            found=output.found,
            warnings=tuple(output.warnings),
        )
        start += output.length
