"""What routes may answer, for the OpenAPI document."""

from typing import Any

from pydantic import BaseModel

from darkroom.http.bodies import ProblemBody
from darkroom.http.problems import CONTENT_TYPE

Responses = dict[int, Any]

_PROBLEMS = {
    400: "Not what it says it is: no JSON, perhaps.",
    401: "No valid access token.",
    404: "No such thing, or not yours.",
    409: "It clashes with what there is.",
    413: "Too large.",
    422: "The request has mistakes.",
}


def responses(success: dict[int, tuple[str, type[BaseModel] | None]], *problems: int) -> Responses:
    """The answers of a route: its successes by status, and the problems it knows."""
    documented: Responses = {}
    for status, (description, model) in success.items():
        documented[status] = {"description": description}
        if model:
            documented[status]["content"] = {"application/json": {"model": model}}
    for status in problems:
        documented[status] = {
            "description": _PROBLEMS[status],
            "content": {CONTENT_TYPE: {"model": ProblemBody}},
        }
    return documented
