"""Batches: taken, polled, cancelled, their results out of order. Nothing of them outlives the process."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.teacher.server.models import page
from tests.teacher.server.refusals import Refused

Result = dict[str, Any]
_STATES = ("canceled", "errored", "expired", "succeeded")


@dataclass
class Batch:
    """One batch and its results so far, in the order asked."""

    id: str
    requests: list[dict[str, Any]]
    created: datetime
    polls_left: int
    results: list[Result] = field(default_factory=list)
    cancelled: datetime | None = None
    ended: datetime | None = None


class Batches:
    """All batches of a server.

    `work` makes one request's result from its custom_id and params. A batch ends at its `polls`-th
    retrieve, at once for 0; one that is cancelled has done `done_before_cancel` of its requests.
    """

    def __init__(self, work: Callable[[str, Any], Result], polls: int, done_before_cancel: int) -> None:
        self._work = work
        self._polls = polls
        self._done_before_cancel = done_before_cancel
        self._batches: dict[str, Batch] = {}

    def create(self, requests: list[dict[str, Any]], url: str) -> dict[str, Any]:
        """Take a batch that was checked."""
        batch = Batch(f"msgbatch_{len(self._batches) + 1:024d}", requests, datetime.now(UTC), self._polls)
        self._batches[batch.id] = batch
        if not self._polls:
            self._end(batch)
        return _tell(batch, url)

    def retrieve(self, name: str, url: str) -> dict[str, Any]:
        """A batch as it is; asking brings its end nearer."""
        batch = self._known(name)
        batch.polls_left -= 1
        if batch.ended is None and (batch.polls_left <= 0 or batch.cancelled):
            self._end(batch)
        return _tell(batch, url)

    def cancel(self, name: str, url: str) -> dict[str, Any]:
        """Cancel a batch; it says `canceling` until it is next retrieved."""
        batch = self._known(name)
        if batch.ended:
            raise Refused(400, f"Batch {name} cannot be canceled: processing has ended")
        batch.cancelled = batch.cancelled or datetime.now(UTC)
        return _tell(batch, url)

    def list(self, query: dict[str, str], url: str) -> dict[str, Any]:
        """One page of the batches, the newest first; listing brings no end nearer."""
        return page([_tell(batch, url) for batch in reversed(self._batches.values())], query)

    def delete(self, name: str) -> dict[str, Any]:
        """Forget an ended batch."""
        if not self._known(name).ended:
            raise Refused(400, f"Batch {name} cannot be deleted while it is processing")
        del self._batches[name]
        return {"id": name, "type": "message_batch_deleted"}

    def results(self, name: str) -> bytes:
        """The results as JSONL: those at odd places, then those at even ones."""
        batch = self._known(name)
        if not batch.ended:
            raise Refused(404, f"Batch {name} has no available results. Processing has not ended.")
        mixed = batch.results[1::2] + batch.results[::2]
        return b"".join(json.dumps(result).encode() + b"\n" for result in mixed)

    def _known(self, name: str) -> Batch:
        if name not in self._batches:
            raise Refused(404, f"Message batch {name} not found")
        return self._batches[name]

    def _end(self, batch: Batch) -> None:
        worked = len(batch.requests) if not batch.cancelled else self._done_before_cancel
        for place, request in enumerate(batch.requests):
            name = request["custom_id"]
            result = self._work(name, request["params"]) if place < worked else {"type": "canceled"}
            batch.results.append({"custom_id": name, "result": result})
        batch.ended = datetime.now(UTC)


def _tell(batch: Batch, url: str) -> dict[str, Any]:
    counts = Counter(result["result"]["type"] for result in batch.results)
    waiting = 0 if batch.ended else len(batch.requests)
    state = "ended" if batch.ended else "canceling" if batch.cancelled else "in_progress"
    return {
        "id": batch.id,
        "type": "message_batch",
        "processing_status": state,
        "request_counts": {"processing": waiting, **{name: counts[name] for name in _STATES}},
        "created_at": _time(batch.created),
        "expires_at": _time(batch.created + timedelta(hours=24)),
        "ended_at": _time(batch.ended),
        "archived_at": None,
        "cancel_initiated_at": _time(batch.cancelled),
        "results_url": f"{url}/v1/messages/batches/{batch.id}/results" if batch.ended else None,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
