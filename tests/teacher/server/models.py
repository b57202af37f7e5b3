"""The models that the server knows, as /v1/models tells them. What they can do is told, not measured."""

from collections.abc import Sequence
from typing import Any

from tests.teacher.server.refusals import Refused

MODELS = (
    "claude-fable-5-2",
    "claude-haiku-5-5",
    "claude-sonnet-5-5",
    "claude-opus-5-5",
    "claude-opus-4-8",
    "claude-haiku-4-5",
    "claude-sonnet-4-5",
)
OLD = {"claude-sonnet-4-5": ("2026-05-29T00:00:00Z", "2026-11-30T00:00:00Z")}
MOST_TOKENS = 128_000
WINDOW = 1_000_000
_LINES = ("haiku", "sonnet", "opus", "fable", "mythos")


def _can(*names: str) -> dict[str, Any]:
    return {"supported": True, **{name: {"supported": True} for name in names}}


def _capabilities() -> dict[str, Any]:
    plain = ("batch", "citations", "code_execution", "image_input", "pdf_input", "structured_outputs")
    kinds = {name: {"supported": True} for name in ("adaptive", "between_tools", "disabled", "enabled")}
    return {
        **{name: {"supported": True} for name in plain},
        "context_management": _can("clear_thinking_20251015", "clear_tool_uses_20250919", "compact_20260112"),
        "effort": _can("low", "medium", "high", "xhigh", "max"),
        "server_tools": _can("code_execution", "web_search"),
        "thinking": {"supported": True, "types": kinds},
    }


def describe(model: str) -> dict[str, Any]:
    """One model as the API lists it."""
    deprecated, retires = OLD.get(model, (None, None))
    return {
        "type": "model",
        "id": model,
        "display_name": model.replace("-", " ").title(),
        "created_at": "2026-01-01T00:00:00Z",
        "lifecycle": "deprecated" if deprecated else "active",
        "deprecated_at": deprecated,
        "retires_at": retires,
        "line": next((line for line in _LINES if line in model), None),
        "max_input_tokens": WINDOW,
        "max_tokens": MOST_TOKENS,
        "capabilities": _capabilities(),
    }


def describe_known(model: str, known: Sequence[str]) -> dict[str, Any]:
    """One model by its id.

    Raises:
        Refused: 404, no such model.

    """
    if model not in known:
        raise Refused(404, f"model: {model}")
    return describe(model)


def page(items: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    """One page of a list: `limit` items (20), after `after_id` or before `before_id`."""
    limit = int(query.get("limit", 20))
    ids = [item["id"] for item in items]
    if query.get("before_id") in ids:
        end = ids.index(query["before_id"])
        start = max(end - limit, 0)
        more = start > 0
    else:
        start = ids.index(query["after_id"]) + 1 if query.get("after_id") in ids else 0
        end = start + limit
        more = end < len(items)
    shown = items[start:end]
    return {
        "data": shown,
        "has_more": more,
        "first_id": shown[0]["id"] if shown else None,
        "last_id": shown[-1]["id"] if shown else None,
    }
