"""The form of a browser's POST to a bucket, read without copying the file more than once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from local.aws.refusals import RefusedError

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(r'[; ]name="([^"]*)"')
_FILENAME = re.compile(r'filename="([^"]*)"')
_MAX_FIELDS_BYTES = 20_000


@dataclass(frozen=True)
class PostForm:
    """The fields before the file, by name in lower case, and the file."""

    fields: Mapping[str, str]
    filename: str
    file: bytes

    @classmethod
    def parse(cls, body: bytes, content_type: str) -> Self:
        """Read a multipart body; what follows the file is ignored, as S3 does.

        Raises:
            RefusedError: it is not such a form, or has no file.
        """
        boundary = _BOUNDARY.search(content_type)
        if boundary is None:
            raise _malformed("it has no boundary")
        delimiter = b"\r\n--" + boundary[1].encode()
        fields: dict[str, str] = {}
        # The first delimiter has no line break before it.
        start = len(delimiter) - 2
        while True:
            head_end = body.find(b"\r\n\r\n", start)
            if head_end < 0:
                raise _file_missing()
            head = body[start:head_end].decode("utf-8", "replace")
            end = body.find(delimiter, head_end + 2)
            name = _NAME.search(head)
            if end < 0 or name is None:
                raise _malformed("a part of it has no name or no end")
            if name[1].lower() == "file":
                filename = _FILENAME.search(head)
                return cls(fields, filename[1] if filename else "", body[head_end + 4 : end])
            fields[name[1].lower()] = body[head_end + 4 : end].decode("utf-8", "replace")
            start = end + len(delimiter)
            if start > _MAX_FIELDS_BYTES:
                message = "Your POST request fields preceding the upload file were too large."
                raise RefusedError("MaxPostPreDataLengthExceeded", message, status=400)

    @property
    def key(self) -> str:
        """Return the object key, with the file's own name where the form asks for it."""
        return self.fields.get("key", "").replace("${filename}", self.filename)


def _malformed(reason: str) -> RefusedError:
    message = f"The body of your POST request is not well-formed multipart/form-data: {reason}."
    return RefusedError("MalformedPOSTRequest", message, status=400)


def _file_missing() -> RefusedError:
    message = "POST requires exactly one file upload per request."
    return RefusedError("IncorrectNumberOfFilesInPostRequest", message, status=400)
