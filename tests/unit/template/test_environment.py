"""The template tells each function exactly what its settings read."""

import pytest

from darkroom import settings
from tests.unit.template.stack import Stack

SETTINGS: dict[str, type[settings.Settings]] = {
    "ApiFunction": settings.ApiSettings,
    "StartPhotoFunction": settings.StartPhotoSettings,
    "ProcessPhotoFunction": settings.ProcessPhotoSettings,
    "RetouchPhotoFunction": settings.RetouchPhotoSettings,
    "RecordResponseFunction": settings.RecordResponseSettings,
    "ApplyOperationFunction": settings.ApplyOperationSettings,
    "ReconcileFunction": settings.ReconcileSettings,
    "BuryDeadLettersFunction": settings.BuryDeadLettersSettings,
}
SET_BY_LAMBDA = {"AWS_REGION"}
READ_BY_LIBRARIES = ("POWERTOOLS_",)


def test_every_function_has_its_settings(stack: Stack) -> None:
    assert set(SETTINGS) == set(stack.of_type("AWS::Serverless::Function"))


@pytest.mark.parametrize("function", SETTINGS)
def test_a_function_is_told_what_its_settings_read(stack: Stack, function: str) -> None:
    fields = {name.upper() for name in SETTINGS[function].model_fields} - SET_BY_LAMBDA
    properties = stack.of_type("AWS::Serverless::Function")[function]
    variables = properties["Environment"]["Variables"]

    assert fields == {name for name in variables if not name.startswith(READ_BY_LIBRARIES)}
