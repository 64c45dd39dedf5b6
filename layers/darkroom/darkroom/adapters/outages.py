"""Which failures of AWS pass by themselves."""

from typing import Final

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as AwsConnectionError

_THROTTLED: Final = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_SERVER_ERROR: Final = 500


def is_outage(error: Exception) -> bool:
    """Whether the same call may well succeed a little later: nobody has to mend anything."""
    if isinstance(error, ClientError):
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status >= _SERVER_ERROR or error.response["Error"]["Code"] in _THROTTLED
    return isinstance(error, AwsConnectionError | HTTPClientError)
