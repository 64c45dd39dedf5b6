"""Routes of the operations that a library comes from: send them, look where they stand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from darkroom.errors import NotFoundError, UnknownCursorError
from darkroom.http.answers import answer
from darkroom.http.callers import user_id_of
from darkroom.http.fingerprints import fingerprint_of
from darkroom.http.library_bodies import (
    AcceptedOperationBody,
    AcceptedOperations,
    AcceptedRequestBody,
    UserOperationBody,
    UserOperationList,
)
from darkroom.http.library_requests import OperationsToAccept
from darkroom.http.parameters import Cursor, Limit, OperationId, RequiredKey
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases
from darkroom.jobs import MOST_VERSIONS
from darkroom.ports import KeyedRequest

_After = Annotated[
    int, Query(ge=0, le=MOST_VERSIONS, description="The sequence behind which the list begins.")
]
_CURSOR: Final = re.compile("[0-9]{1,10}")


def library_log_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes of operations on a library."""

    @app.post(
        "/v1/library/operations",
        summary="Change your library",
        tags=["library"],
        responses=responses(
            {202: ("Where they are in your log.", AcceptedRequestBody)},
            *(400, 401, 404, 409, 413, 422),
        ),
    )
    def accept_operations(body: OperationsToAccept, idempotency_key: RequiredKey) -> Response[str]:
        """Send one operation, or up to 50 that are accepted whole or not at all.

        They are applied in the order in which they were accepted. All that they name has to be
        there, or to be put there by an operation before. One that cannot be applied in its turn,
        such as an `undo` with nothing to undo, is rejected with its reason, and the next goes on.
        """
        user_id = user_id_of(app.current_event)
        keyed = KeyedRequest(key=idempotency_key, fingerprint=fingerprint_of(body))
        with _named_as_sent(body):
            accepted = use.accept_operations(user_id, body.listed, keyed)
        places = tuple(map(AcceptedOperationBody.of, accepted.operations))
        shown = AcceptedOperations(operations=places) if body.is_list else places[0]
        return answer(shown, HTTPStatus.ACCEPTED)

    @app.get(
        "/v1/library/operations",
        summary="List operations",
        tags=["library"],
        responses=responses(
            {200: ("A page of operations, in order.", UserOperationList)}, 401, 422
        ),
    )
    def list_user_operations(
        after: _After = 0, limit: Limit = 100, cursor: Cursor = None
    ) -> Response[str]:
        """Your operations in the order in which they were accepted and are applied."""
        user_id = user_id_of(app.current_event)
        page = use.read_library.operations(
            user_id, after=after if cursor is None else _sequence(cursor), limit=limit
        )
        items = tuple(map(UserOperationBody.of, page.items))
        return answer(UserOperationList(items=items, cursor=page.cursor))

    @app.get(
        "/v1/library/operations/<operation_id>",
        summary="Look at an operation",
        tags=["library"],
        responses=responses({200: ("The operation.", UserOperationBody)}, 401, 404, 422),
    )
    def look_at_user_operation(operation_id: OperationId) -> Response[str]:
        """Where an operation stands."""
        placed = use.read_library.operation(user_id_of(app.current_event), operation_id)
        return answer(UserOperationBody.of(placed))

    @app.post(
        "/v1/library/operations/<operation_id>/retry",
        summary="Retry an operation",
        tags=["library"],
        responses=responses(
            {202: ("The operation, as it was then.", UserOperationBody)}, 401, 404, 409, 422
        ),
    )
    def retry_user_operation(operation_id: OperationId) -> Response[str]:
        """Try the operation once more at which your library is halted, and go on behind it.

        Where nothing is halted all stays as it is, so that this may be asked twice.
        """
        user_id = user_id_of(app.current_event)
        use.resume_library.retry(user_id, operation_id)
        placed = use.read_library.operation(user_id, operation_id)
        return answer(UserOperationBody.of(placed), HTTPStatus.ACCEPTED)

    @app.post(
        "/v1/library/operations/<operation_id>/skip",
        summary="Skip an operation",
        tags=["library"],
        responses=responses({202: ("The operation.", UserOperationBody)}, 401, 404, 409, 422),
    )
    def skip_user_operation(operation_id: OperationId) -> Response[str]:
        """Leave out the operation at which your library is halted, and go on behind it.

        One that was skipped already stays so.
        """
        user_id = user_id_of(app.current_event)
        use.resume_library.skip(user_id, operation_id)
        placed = use.read_library.operation(user_id, operation_id)
        return answer(UserOperationBody.of(placed), HTTPStatus.ACCEPTED)


@contextmanager
def _named_as_sent(body: OperationsToAccept) -> Iterator[None]:
    """Name what is missing as the client wrote it, to whom a single operation is no list."""
    try:
        yield
    except NotFoundError as error:
        if body.is_list or error.path is None:
            raise
        path = error.path.removeprefix("operations[0].")
        raise NotFoundError(error.message, path=path) from error


def _sequence(cursor: str) -> int:
    if not _CURSOR.fullmatch(cursor):
        raise UnknownCursorError
    return int(cursor)
