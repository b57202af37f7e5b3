"""How the API says no: an error's status, type and body. It does not decide when.

Statuses and types are those of the API's error page (platform.claude.com, "Errors").
"""

from typing import Any

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}

MESSAGES = {
    401: "invalid bearer token",
    402: "Your credit balance is too low to access the Anthropic API.",
    403: "Your API key does not have permission to use the specified resource.",
    404: "Not found",
    413: "Request exceeds the maximum size",
    429: "This request would exceed your organization's rate limit.",
    529: "Overloaded",
}


class Refused(Exception):
    """A request that is answered with an error. The message is what the body says."""

    def __init__(
        self, status: int, message: str = "", *, code: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message or MESSAGES.get(status, "Internal server error"))
        self.status = status
        self.code = code
        self.headers = headers or {}

    def body(self, request_id: str | None) -> dict[str, Any]:
        """The error object that the API sends, `details` only where a code names the cause."""
        error: dict[str, Any] = {"type": TYPES.get(self.status, "api_error"), "message": str(self)}
        if self.code:
            error["details"] = {"error_code": self.code}
        return {"type": "error", "error": error, "request_id": request_id}
