"""Parameters that many routes take."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

JobId = Annotated[str, Path(description="The job's id.", max_length=64)]
AlbumId = Annotated[str, Path(description="The album's id.", max_length=64)]
OperationId = Annotated[str, Path(description="The operation's id.", max_length=64)]
PhotoId = Annotated[str, Path(description="The photo's id.", max_length=64)]
Wait = Annotated[
    int, Query(ge=0, le=20, description="Hold the answer for up to so many seconds of no change.")
]
Limit = Annotated[
    int,
    Query(ge=1, le=100, description="How many to list at most; a page of large things has fewer."),
]
Cursor = Annotated[
    str | None, Query(max_length=200, description="Where the last page ended; leave out to begin.")
]
KnownTag = Annotated[
    str | None,
    Header(alias="If-None-Match", description="The ETag of the answer you have: 304 if it stands."),
]
RequiredKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Any text of yours; the same request again under it is answered the same.",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Any text of yours; the same request again under it answers the same job.",
    ),
]
