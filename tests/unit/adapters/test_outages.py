"""Which failures of AWS pass by themselves."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from darkroom.adapters.outages import is_outage


def client_error(code: str, status: int) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "HTTPHeaders": {},
                "RequestId": "request",
                "HostId": "host",
                "RetryAttempts": 0,
            },
        },
        "GetItem",
    )


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        pytest.param(client_error("InternalServerError", 500), True, id="their server"),
        pytest.param(client_error("ThrottlingException", 400), True, id="throttled"),
        pytest.param(client_error("TransactionConflictException", 400), True, id="conflict"),
        pytest.param(client_error("AccessDenied", 403), False, id="forbidden"),
        pytest.param(client_error("ValidationException", 400), False, id="malformed"),
        pytest.param(EndpointConnectionError(endpoint_url="x"), True, id="no connection"),
        pytest.param(ReadTimeoutError(endpoint_url="x"), True, id="no answer"),
        pytest.param(ZeroDivisionError(), False, id="our own mistake"),
    ],
)
def test_only_what_passes_by_itself_is_an_outage(error: Exception, passes: object) -> None:
    assert is_outage(error) is passes
