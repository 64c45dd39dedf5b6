"""The one pretend account everything local lives in."""

ACCOUNT_ID = "123456789012"
REGION = "us-east-1"
PARTITION = "aws"
STACK_NAME = "darkroom-local"

# For people (AWS CLI, `sam local invoke`) and for the runtime itself: may do everything.
DEVELOPER_ACCESS_KEY_ID = "AKIADARKROOMLOCAL00"
DEVELOPER_SECRET_ACCESS_KEY = "darkroom-local"  # noqa: S105 - opens nothing but this loopback


def physical_name(logical_id: str) -> str:
    """Name a resource so that it is the same in every run and static files can mention it."""
    return f"{STACK_NAME}-{logical_id}"


def arn(service: str, resource: str, *, regional: bool = True) -> str:
    """Build an ARN in the pretend account."""
    region = REGION if regional else ""
    return f"arn:{PARTITION}:{service}:{region}:{ACCOUNT_ID}:{resource}"
