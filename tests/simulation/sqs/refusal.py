"""How SQS refuses a call."""


class RefusalError(Exception):
    """SQS does not do this; `code` is its name for the reason."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code}: {message}")
