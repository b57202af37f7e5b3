"""Narrows what a plan may cost by the server's own count of a few of its requests.

It counts only when somebody asked for it: counting costs nothing, but it shows the requests to the server.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from studio.jobs import Job, Step
from studio.settings import Settings
from studio.store.jobs import NewTask
from studio.teacher.connection import Connection
from studio.teacher.estimate import Count, guess_tokens
from studio.teacher.forms import Form
from studio.teacher.looping import complete
from studio.teacher.planning import Plan, Privacy, by_way, commit, form_of

_MOST = 5


def count_plan(plan: Plan, privacy: Privacy, settings: Settings) -> Job[Plan]:
    """The plan with a narrower estimate; where the server does not count, the same with a word on it.

    Args:
        plan: what would be sent.
        privacy: what becomes of secrets and personal data: they are hidden from the count too.
        settings: the connection.

    Raises:
        StudioError: offline, no key, or nothing of the plan may be sent.

    """
    part = _part(plan, privacy)
    head, tasks = commit(part, privacy, None, "", "")
    yield Step(0, len(tasks), "counting tokens")
    form = form_of(head)
    found = complete(_count(settings, form, tasks))
    if not found:
        note = f"{plan.estimate.note}; the server counts no tokens"
        return replace(plan, estimate=replace(plan.estimate, note=note))
    prefix = guess_tokens(form.prefix)
    counts = []
    for count, task in found:
        own = guess_tokens(task.text)
        counts.append((count, Count(prefix.low + own.low, prefix.high + own.high)))
    return by_way(replace(plan, counts=tuple(counts)), plan.way)


def _part(plan: Plan, privacy: Privacy) -> Plan:
    """A plan of a few requests, spread over those that would be sent."""
    hidden = set(plan.exposed) if privacy == "leave-out" else set()
    places = [place for place in range(len(plan.asks)) if place not in hidden]
    chosen = places[:: max(1, len(places) // _MOST)][:_MOST]
    spans = plan.exposure.spans
    shown = replace(plan.exposure, spans=(spans[0], *(spans[place + 1] for place in chosen)))
    return replace(plan, asks=[plan.asks[place] for place in chosen], exposure=shown)


async def _count(settings: Settings, form: Form, tasks: Sequence[NewTask]) -> list[tuple[int, NewTask]]:
    async with Connection(settings) as connection:
        counts = await asyncio.gather(*(connection.count(form.request(task.text)) for task in tasks))
    return [(count, task) for count, task in zip(counts, tasks, strict=True) if count is not None]
