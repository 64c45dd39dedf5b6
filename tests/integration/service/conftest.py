"""The stack of template.yaml on the stand-in for AWS, with each function under its own role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.aws.server import AwsServer
from local.stack.resource import Cloud
from local.stack.stack import Stack
from local.stack.template import Template
from tests.integration.service.deployment import Deployment
from tests.integration.service.handlers import Handle, handlers_of

_TEMPLATE = Path(__file__).parents[3] / "template.yaml"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with AwsServer() as server:
        server.reset()
        created = Stack(Template.load(_TEMPLATE), Cloud(server.endpoint, "http://127.0.0.1:8000"))
        created.create()
        yield created


@pytest.fixture
def deployment(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    return Deployment(stack, monkeypatch)


@pytest.fixture
def handle(deployment: Deployment) -> Iterator[Handle]:
    with handlers_of(deployment) as handle:
        yield handle
