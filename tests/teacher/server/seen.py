"""What the server was asked, for tests to look at. The value of a key is never kept."""

from collections import Counter
from typing import Any

from tests.teacher.server.wire import Request


class Seen:
    """The requests in the order in which they came.

    Attributes:
        requests: method, path, body (None without one), headers, authorized, and status once answered.
        texts: how often each user text was asked, requests of batches included.
        in_flight_most: the most POST /v1/messages at work at once.

    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.texts: Counter[str] = Counter()
        self.in_flight = 0
        self.in_flight_most = 0

    def add(self, request: Request) -> dict[str, Any]:
        """Keep a request; its body and status are set as they become known."""
        hidden = ("authorization", "x-api-key")
        kept = {
            "method": request.method,
            "path": request.path,
            "body": None,
            "headers": {
                name: value for name, value in request.headers.items() if name and name not in hidden
            },
            "authorized": False,
            "status": 0,
        }
        self.requests.append(kept)
        return kept

    def begin(self) -> None:
        """A message is at work."""
        self.in_flight += 1
        self.in_flight_most = max(self.in_flight_most, self.in_flight)

    def end(self) -> None:
        """It is not any more."""
        self.in_flight -= 1

    def ask(self, text: str) -> int:
        """Note the user's text of a valid question; how often it was asked, this time included."""
        self.texts[text] += 1
        return self.texts[text]

    def count(self, path: str = "/v1/messages") -> int:
        """How many requests came to a path."""
        return sum(kept["path"] == path for kept in list(self.requests))

    def tell(self, query: dict[str, str]) -> dict[str, Any]:
        """The same for another process: counts; with `bodies` or `texts` in the query those as well."""
        told: dict[str, Any] = {
            "count": self.count(),
            "paths": Counter(kept["path"] for kept in self.requests),
            "statuses": Counter(kept["status"] for kept in self.requests),
            "in_flight_most": self.in_flight_most,
        }
        if "bodies" in query:
            told["bodies"] = [kept["body"] for kept in self.requests]
        if "texts" in query:
            told["texts"] = self.texts
        return told
