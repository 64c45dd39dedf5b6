"""Where bytes are kept: originals and finished outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from darkroom.jobs import Source


@dataclass(frozen=True, kw_only=True)
class UploadHead:
    """The beginning of an uploaded object, and its full size in bytes."""

    size: int
    head: bytes


@dataclass(frozen=True, kw_only=True)
class UploadForm:
    """A presigned POST: send `fields`, then the file as the last field, to `url`."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class UploadStore(Protocol):
    """The private, versioned place for originals."""

    def find(self, key: str) -> Source | None:
        """The newest version of an object; None if there is none, or it was deleted since."""
        ...

    def read_head(self, source: Source, length: int) -> UploadHead:
        """Read the first `length` bytes of one version of an object.

        Raises:
            ObjectMissingError: There is no such object or version.
        """
        ...

    def read(self, source: Source, max_bytes: int) -> bytes:
        """Read one version of an object.

        Raises:
            ObjectMissingError: There is no such object or version.
            TooManyBytesError: It is larger than `max_bytes`; nothing more was read.
        """
        ...

    def write(self, key: str, body: bytes, content_type: str) -> Source:
        """Store an object and pin the version that was written."""
        ...

    def copy(self, source: Source, key: str) -> Source:
        """Copy one version of an object, without reading it, and pin the version that came of it.

        Raises:
            ObjectMissingError: There is no such object or version.
        """
        ...

    def sign_upload(self, key: str, content_type: str, max_bytes: int) -> UploadForm:
        """Permit one browser upload to exactly this key, for ten minutes."""
        ...

    def sign_download(self, source: Source, file_name: str) -> str:
        """A URL that downloads one version of an object under `file_name` during five minutes."""
        ...

    def remove(self, source: Source) -> None:
        """Remove one version of an object, if it is there."""
        ...

    def remove_all(self, prefix: str) -> None:
        """Remove every version of every object under a prefix."""
        ...


class ResultStore(Protocol):
    """The private place for finished outputs."""

    def write(self, key: str, body: bytes, content_type: str) -> None:
        """Store an output; the same key twice is the same output."""
        ...

    def sign_download(self, key: str, file_name: str) -> str:
        """A URL that downloads the object under `file_name` during five minutes."""
        ...

    def remove_all(self, prefix: str) -> None:
        """Remove every object under a prefix."""
        ...
