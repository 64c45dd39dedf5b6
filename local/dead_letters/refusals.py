"""What AWS says when it does not do as it was asked, in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

from local.errors import LocalError


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Say why AWS did not answer.

    Raises:
        LocalError: it did not.
    """
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise LocalError(
            "There are no AWS credentials; sign in, or set AWS_PROFILE to a profile that has some."
        ) from error
    except NoRegionError as error:
        raise LocalError("Say in which region the stack is: --region, or AWS_REGION.") from error
    except ClientError as error:
        reason = error.response["Error"].get("Message") or error.response["Error"]["Code"]
        raise LocalError(f"AWS refused {error.operation_name}: {reason}") from error
    except BotoCoreError as error:
        raise LocalError(f"AWS could not be asked: {error}") from error
