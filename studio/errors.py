"""The one error that a user can act on. It does not wrap bugs: those stay tracebacks."""


class StudioError(Exception):
    """Something a person can put right: what happened, and what to do about it.

    Args:
        message: what is wrong, in one sentence, without row text.
        hint: what to do next; empty when the message already says it.

    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message
