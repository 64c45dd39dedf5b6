"""What a creator is given and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from local import account
from local.stack.intrinsics import Resolver


@dataclass(frozen=True)
class Resource:
    """A created resource, as references see it."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


class Cloud:
    """Clients of the local AWS, signed by the developer unless told otherwise."""

    def __init__(self, endpoint: str, api_url: str) -> None:
        self.endpoint = endpoint
        self.api_url = api_url
        # One signature for every service: which one it is is known only as text here.
        self._session: Any = boto3.Session(
            aws_access_key_id=account.DEVELOPER_ACCESS_KEY_ID,
            aws_secret_access_key=account.DEVELOPER_SECRET_ACCESS_KEY,
            region_name=account.REGION,
        )
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3's own
        """Return the developer's client of a service, made once."""
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service,
                endpoint_url=self.endpoint,
                config=Config(retries={"total_max_attempts": 1}),
            )
        return self._clients[service]

    def close(self) -> None:
        """Close the connections of the developer's clients."""
        for client in self._clients.values():
            client.close()

    def credentials_of(self, role_arn: str, session_name: str) -> dict[str, str]:
        """Assume a role and return its credentials as environment variables."""
        answer = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=session_name)
        credentials = answer["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": credentials["SessionToken"],
        }

    def client_as(self, credentials: Mapping[str, str], service: str) -> Any:  # noqa: ANN401 - boto3's own
        """Return a client that signs with a role's credentials."""
        return self._session.client(
            service,
            endpoint_url=self.endpoint,
            aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=credentials["AWS_SESSION_TOKEN"],
            config=Config(retries={"total_max_attempts": 1}, read_timeout=60),
        )


@dataclass(frozen=True)
class Deployment:
    """What a creator works with: where to create, how to resolve, what it is called."""

    cloud: Cloud
    resolver: Resolver
    logical_id: str

    @property
    def name(self) -> str:
        """Return the physical name of the resource being created."""
        return account.physical_name(self.logical_id)

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3's own
        """Return the developer's client of a service."""
        return self.cloud.client(service)

    def resolve(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        """Evaluate the functions in the properties, creating what they refer to."""
        resolved: dict[str, Any] = self.resolver.resolve(dict(properties))
        return resolved
