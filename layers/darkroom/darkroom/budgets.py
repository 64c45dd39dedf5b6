"""How much time a step needs to be begun, so that it ends before its invocation does. Pure.

A step ends with the first call that fails, and what it succeeded in takes milliseconds.
"""

from typing import Final

CALL_SECONDS: Final = 15
"""How long one call to DynamoDB or SQS may take, every try and the waits between them together."""

OBJECT_CALL_SECONDS: Final = 21
"""How long one to S3 may, apart from the bytes: as long as they flow, they may take their time."""

FACES_SECONDS: Final = 15
"""How long looking for faces may take, wherever it is done."""

STEP_SECONDS: Final = CALL_SECONDS + 5
"""For a step without objects, and for telling of it and those before it."""

OBJECT_STEP_SECONDS: Final = OBJECT_CALL_SECONDS + 4
"""For a step with objects, and for telling of it and those before it."""
