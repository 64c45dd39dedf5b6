"""Every mistake as `application/problem+json` (RFC 9457) with a stable code and what to do."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from darkroom.errors import RequestError
from darkroom.http.library_requests import ONE, SEVERAL
from darkroom.library.operations import USER_OPERATIONS
from darkroom.operations import OPERATIONS

CONTENT_TYPE: Final = "application/problem+json"

_OPERATION_NAMES: Final = frozenset(
    [
        *(operation.name() for operation in OPERATIONS),
        *(operation.tag() for operation in USER_OPERATIONS),
    ]
)

# Pydantic's names for what can be wrong with a value, and ours, which stay.
_CODES: Final = {
    "json_invalid": "not_json",
    "missing": "missing_field",
    "extra_forbidden": "unknown_field",
    "unknown_operation": "unknown_operation",
    "operations_too_long": "operations_too_long",
    "literal_error": "unknown_value",
    "enum": "unknown_value",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "too_short": "too_few",
    "too_long": "too_many",
    "string_too_short": "out_of_range",
    "string_too_long": "out_of_range",
    "bytes_too_long": "out_of_range",
}

_WHOLE_NUMBER: Final = "Give a whole number."
_NUMBER: Final = "Give a number."
_TRUTH: Final = "Give true or false."

_SENTENCES: Final = {
    "json_invalid": "The body is not JSON; send a JSON object.",
    "missing": "This field is required; add it.",
    "extra_forbidden": "There is no such field; remove it or mend its name.",
    "too_short": "Give at least {min_length}.",
    "too_long": "Give at most {max_length}.",
    "model_attributes_type": "This should be a JSON object.",
    "model_type": "This should be a JSON object.",
    "tuple_type": "This should be a list.",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "string_type": "Give a text.",
    "string_unicode": "Give a text of whole characters.",
    "string_too_short": "Give a text; this one is empty.",
    "string_too_long": "Give a text of {max_length} characters or fewer.",
    "bytes_too_long": "Give a text of {max_length} bytes in UTF-8 or fewer.",
    "greater_than_equal": "Give {ge} or more.",
    "less_than_equal": "Give {le} or less.",
    "literal_error": "Give {expected}.",
}


def problem(
    status: int, code: str, detail: str, *, errors: Sequence[Mapping[str, str]] = ()
) -> Response[str]:
    """A problem answer; `errors` names the fields at fault, where there are any."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(status_code=status, content_type=CONTENT_TYPE, body=json.dumps(body))


def problem_of(error: RequestError) -> Response[str]:
    """The answer for a request that cannot be met."""
    at_fault = [{"path": error.path or "", "code": error.code, "message": error.message}]
    answer = problem(error.status, error.code, error.message, errors=at_fault if error.path else ())
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def problem_of_fields(errors: Iterable[Mapping[str, Any]]) -> Response[str]:
    """The answer for fields that pydantic found wanting; the first one gives its code."""
    fields = fields_at_fault(errors)
    first = fields[0]
    detail = f"{first['path']}: {first['message']}"
    if len(fields) > 1:
        detail += f" ({len(fields) - 1} more in `errors`.)"
    status = 400 if first["code"] == "not_json" else 422
    return problem(status, first["code"], detail, errors=fields)


def fields_at_fault(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The path, code and message of each field that pydantic found wanting."""
    return [_field(error) for error in _without_consequences(list(errors))]


def _without_consequences(errors: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out lists that are too short only because their items were refused."""

    def is_consequence(error: Mapping[str, Any]) -> bool:
        place = tuple(error["loc"])
        inside = (e for e in errors if len(e["loc"]) > len(place))
        return error["type"] == "too_short" and any(
            tuple(e["loc"][: len(place)]) == place for e in inside
        )

    return [error for error in errors if not is_consequence(error)]


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    kind = error["type"]
    return {
        "path": _path(_place(kind, error["loc"])),
        "code": _CODES.get(kind, "invalid_value"),
        "message": _sentence(kind, error),
    }


def _place(kind: str, location: Sequence[str | int]) -> Sequence[str | int]:
    """Where the mistake is, which is not in all of what pydantic was looking at."""
    if kind == "json_invalid":
        # Without the parser's columns.
        return [part for part in location if not isinstance(part, int)]
    return [*location, "operation"] if kind == "unknown_operation" else location


def _path(location: Sequence[str | int]) -> str:
    """`("body", "outputs", 0, "operations", 1, "crop", "x")` as `outputs[0].operations[1].x`."""
    path = ""
    for position, part in enumerate(location):
        is_source = position == 0 and part in {"body", "query", "path", "header", "form"}
        if is_source or _is_tag(location, position):
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".") or str(location[0] if location else "body")


def _is_tag(location: Sequence[str | int], position: int) -> bool:
    """Whether this part is the chosen member of a union, which pydantic names as well."""
    part, before = location[position], location[position - 1]
    is_operation = part in _OPERATION_NAMES and (isinstance(before, int) or before == ONE)
    return is_operation or part in {ONE, SEVERAL}


def _sentence(kind: str, error: Mapping[str, Any]) -> str:
    if kind == "missing" and tuple(error["loc"]) == ("body",):
        return "Send a JSON object."
    if kind in _SENTENCES:
        told = {name: _shown(value) for name, value in error.get("ctx", {}).items()}
        return _SENTENCES[kind].format(**told)
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."


def _shown(value: object) -> object:
    """A bound as people write it: 1 rather than 1.0."""
    return f"{value:g}" if isinstance(value, float) else value
