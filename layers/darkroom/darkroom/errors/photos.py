"""What is wrong with a photo, and what its user can do about that."""

from typing import Final, Self

from darkroom.errors.tree import PermanentError

# What we read, for the sentences that say so.
_SEND_INSTEAD: Final = "send a JPEG, PNG, WebP, HEIC, AVIF, TIFF or GIF file"


class PhotoError(PermanentError):
    """This photo cannot be processed; send another file."""

    code = "photo_error"


class EmptyUploadError(PhotoError):
    """The file is empty; upload the photo again."""

    code = "empty_upload"


class NotAPhotoError(PhotoError):
    """This file is not a photo."""

    code = "not_a_photo"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or f"This file is not a photo; {_SEND_INSTEAD}.")


class UnsupportedFormatError(PhotoError):
    """This kind of image is not supported."""

    code = "unsupported_format"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or f"This kind of image is not supported; {_SEND_INSTEAD}.")

    @classmethod
    def named(cls, kind: str) -> Self:
        """The error for a file of another kind, which is called by its name: "a JPEG XL"."""
        return cls(f"This is {kind} file, which is not supported; {_SEND_INSTEAD}.")

    @classmethod
    def unusual_tiff(cls) -> Self:
        """The error for a TIFF file with other pixels than those of a photo."""
        return cls("This TIFF file keeps its pixels in an unusual way; save it as a JPEG instead.")


class TooManyBytesError(PhotoError):
    """The file is too large; send a smaller one."""

    code = "too_many_bytes"

    @classmethod
    def over(cls, max_bytes: int) -> "TooManyBytesError":
        """The error for a file of more than `max_bytes`."""
        return cls(f"The file is larger than {max_bytes / 1_048_576:g} MB; send a smaller one.")


class TooManyPixelsError(PhotoError):
    """The photo has too many pixels; send a smaller one."""

    code = "too_many_pixels"


class CorruptPhotoError(PhotoError):
    """The photo is damaged and cannot be read; export it again and upload the new file."""

    code = "corrupt_photo"


class TruncatedPhotoError(CorruptPhotoError):
    """The end of the photo is missing; the file was cut off, so upload it again."""

    code = "truncated_photo"


class DecodingTooSlowError(PhotoError):
    """Reading the photo took too long; save it as an ordinary JPEG and upload that."""

    code = "decoding_took_too_long"


class DecodingTooLargeError(PhotoError):
    """Reading the photo took too much memory; send a smaller one."""

    code = "decoding_took_too_much_memory"


class DecoderCrashedError(PhotoError):
    """Reading the photo broke the reader; export it again and upload the new file."""

    code = "decoder_crashed"


class RenderingTooSlowError(PhotoError):
    """Making the outputs took too long; ask for fewer or smaller ones, or in another format."""

    code = "rendering_took_too_long"


class RenderingCrashedError(PhotoError):
    """Making the outputs broke the renderer; ask for fewer pixels, or for JPEG."""

    code = "rendering_crashed"


class CropOutsideError(PhotoError):
    """The crop lies outside the photo; choose an area that is inside it."""

    code = "crop_outside_photo"


class EyeOutsideError(PhotoError):
    """An eye lies outside the photo; give places that are inside it."""

    code = "eye_outside_photo"


class CaptionTooLongError(PhotoError):
    """The caption does not fit the photo at this size; shorten it or choose a smaller size."""

    code = "caption_too_long"


class OutputTooLargeError(PhotoError):
    """The result would be too large; ask for fewer pixels."""

    code = "output_too_large"


class ObjectMissingError(PhotoError):
    """The upload is no longer there; upload the photo again."""

    code = "upload_missing"


SPENT_UPLOAD: Final = frozenset(
    error.code
    for error in (
        ObjectMissingError,
        EmptyUploadError,
        NotAPhotoError,
        UnsupportedFormatError,
        TooManyBytesError,
        TooManyPixelsError,
        CorruptPhotoError,
        TruncatedPhotoError,
    )
)
"""The codes that speak of the file itself: only another one can end better."""
