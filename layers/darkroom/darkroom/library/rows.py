"""What the rows of a library have in common."""

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """A row as it is kept: never changed in place, tolerant of fields from newer writers."""

    # Built when it is first used: most cold starts never get to that.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
