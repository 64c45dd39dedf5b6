"""The stand-in for AWS, with a clock that tests may move, and callers of every kind."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.config import Config

from darkroom.clock import SystemClock
from local import account
from local.aws.server import AwsServer

_numbers = count(1)
# One session reads botocore's descriptions of the services once.
_session: Any = boto3.Session(region_name=account.REGION)


@dataclass
class MovableClock:
    """The real time, shifted."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the shifted time."""
        return SystemClock().now() + self.shift


@dataclass(frozen=True)
class Callers:
    """Clients of the stand-in, by who signs."""

    server: AwsServer
    clock: MovableClock
    names: list[str] = field(default_factory=list)
    clients: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def developer(self, service: str) -> Any:  # noqa: ANN401 - boto3's own
        """Return a client that may do everything."""
        return self.signed_by(
            account.DEVELOPER_ACCESS_KEY_ID, account.DEVELOPER_SECRET_ACCESS_KEY, service
        )

    def signed_by(self, key_id: str, secret: str, service: str) -> Any:  # noqa: ANN401 - boto3's own
        """Return a client that signs with any key."""
        return self._client(service, aws_access_key_id=key_id, aws_secret_access_key=secret)

    def role(self, service: str, *statements: dict[str, Any]) -> Any:  # noqa: ANN401 - boto3's own
        """Return a client that may do what the statements say, and nothing else."""
        iam, name = self.developer("iam"), f"role-{next(_numbers)}"
        iam.create_role(RoleName=name, AssumeRolePolicyDocument='{"Version":"2012-10-17"}')
        if statements:
            document = {"Version": "2012-10-17", "Statement": statements}
            iam.put_role_policy(
                RoleName=name, PolicyName="inline", PolicyDocument=json.dumps(document)
            )
        self.names.append(name)
        arn = account.arn("iam", f"role/{name}", regional=False)
        session = self.developer("sts").assume_role(RoleArn=arn, RoleSessionName="test")
        credentials = session["Credentials"]
        return self._client(
            service,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )

    def _client(self, service: str, **credentials: str) -> Any:  # noqa: ANN401 - boto3's own
        config = Config(signature_version="s3v4" if service == "s3" else None)
        config = config.merge(Config(retries={"total_max_attempts": 1}))
        key = (service, credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
        if key not in self.clients:
            self.clients[key] = _session.client(
                service, endpoint_url=self.server.endpoint, config=config, **credentials
            )
        return self.clients[key]


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="module")
def server(clock: MovableClock) -> Iterator[AwsServer]:
    with AwsServer(now=clock.now) as running:
        running.reset()
        yield running


@pytest.fixture(scope="module")
def all_callers(server: AwsServer, clock: MovableClock) -> Iterator[Callers]:
    callers = Callers(server, clock)
    yield callers
    for client in callers.clients.values():
        client.close()


@pytest.fixture
def callers(all_callers: Callers) -> Iterator[Callers]:
    yield all_callers
    all_callers.clock.shift = timedelta(0)


@pytest.fixture
def new_name() -> Callable[[], str]:
    """Names that no other test uses."""
    return lambda: f"test-{next(_numbers)}"
