"""Routes of the operations that a library comes from."""

import re
from typing import Annotated, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from darkroom.errors import UnknownCursorError
from darkroom.http.answers import answer
from darkroom.http.callers import user_id_of
from darkroom.http.library_bodies import UserOperationBody, UserOperationList
from darkroom.http.parameters import Cursor, Limit, OperationId
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases
from darkroom.jobs import MOST_VERSIONS

_After = Annotated[
    int, Query(ge=0, le=MOST_VERSIONS, description="The sequence behind which the list begins.")
]
_CURSOR: Final = re.compile("[0-9]{1,10}")


def library_log_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes of operations on a library."""

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


def _sequence(cursor: str) -> int:
    if not _CURSOR.fullmatch(cursor):
        raise UnknownCursorError
    return int(cursor)
