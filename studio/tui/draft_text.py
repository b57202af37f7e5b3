"""What a draft says, as blocks of styled text: where it comes from, why it is held, what it would change.

It knows no widget and no width. All of Claude's text passes through `visible` and becomes plain `Text`.
"""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from studio.core.example import Example, from_json, text_of
from studio.core.glyphs import one_line, visible
from studio.store.drafts import Draft
from studio.store.jobs import Job, Task
from studio.tui.card_text import Block, Look, body_of, titled
from studio.tui.group_text import word_diff

STATE_GLYPHS = {"proposed": "?", "held": "!", "row": "·", "taken": "✓", "refused": "✗"}
_WIDTH = 300
# What of the evidence is told as it is.
_TOLD = ("instruction", "changed", "flaw", "length_ratio", "direction", "note")


def draft_blocks(draft: Draft, job: Job, task: Task | None, now: Example | None, look: Look) -> list[Block]:
    """The blocks of a draft from top to bottom.

    Args:
        draft: what Claude wrote.
        job: of which job.
        task: by which request.
        now: the row that it is about, as it stands; None for a new row.
        look: styles by meaning.

    """
    blocks = [_head(draft, job, task, look)]
    if "text" in draft.body:
        return [*blocks, Block(Text("contract", look.title), Text(visible(str(draft.body["text"]))))]
    new = from_json(draft.body["example"])
    if now is None or draft.state == "row":
        return blocks + whole_blocks(new, look)
    return blocks + change_blocks(now, new, look)


def whole_blocks(example: Example, look: Look) -> list[Block]:
    """A new row: its turns and its answer."""
    blocks = [
        Block(titled(turn.role, turn.content, look.title, look), body_of(turn, look))
        for turn in example.prompt
    ]
    blocks += [
        Block(titled("answer", turn.content, look.good, look), body_of(turn, look)) for turn in example.chosen
    ]
    return blocks


def change_blocks(now: Example, new: Example, look: Look) -> list[Block]:
    """What would change in a row: each part that differs as a word diff, the rest as it is."""
    blocks = []
    parts = (
        ("asked", now.prompt, new.prompt, look.title),
        ("answer", now.chosen, new.chosen, look.good),
        ("worse answer", now.rejected, new.rejected, look.bad),
    )
    for name, old, fresh, style in parts:
        before, after = text_of(old), text_of(fresh)
        if not before and not after:
            continue
        title = titled(name, after, style, look)
        if before == after:
            body = Text(visible(after))
        elif not before:
            title.append(" · new", look.warn)
            body = Text(visible(after))
        else:
            title.append(f" · was {len(before):,}", look.quiet)
            body = word_diff(visible(before), visible(after), look, whole=True)
        blocks.append(Block(title, body))
    return blocks


def _head(draft: Draft, job: Job, task: Task | None, look: Look) -> Block:
    title = Text(f"draft {draft.id} ", look.title)
    title.append(
        f"{STATE_GLYPHS[draft.state]} {draft.state} ", look.warn if draft.state == "held" else look.good
    )
    about = f"of #{draft.example} " if draft.example else ""
    title.append(f"{job.head.verb} {about}· job {job.id} · {one_line(job.head.model, 40)}", look.quiet)
    title.append(f" · {one_line(job.head.prompt, 40)}", look.quiet)
    if task is not None:
        cost = "" if task.cost_usd is None else f" · ${task.cost_usd:.5f}"
        tokens = f"{task.input_tokens + task.cache_read + task.cache_write:,} → {task.output_tokens:,} tokens"
        title.append(f" · {one_line(task.request_id, 40)} · {tokens}{cost}", look.quiet)
    body = Text()
    if draft.reason:
        body.append(f"held back: {visible(draft.reason)}\n", look.warn)
    for name, said in evidence_lines(draft.evidence):
        body.append(f"{name}: ", look.quiet)
        body.append(f"{said}\n")
    body.rstrip()
    return Block(title, body)


def evidence_lines(evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is kept beside a draft, a line each: flaw, cell, quotes and whether they are true."""
    lines = [
        (name.replace("_", " "), one_line(str(evidence[name]), _WIDTH))
        for name in _TOLD
        if evidence.get(name)
    ]
    wanted = evidence.get("wanted")
    if isinstance(wanted, Mapping) and wanted:
        lines.append(("cell", one_line(" · ".join(f"{k}={v}" for k, v in wanted.items()), _WIDTH)))
    sources = {
        str(passage.get("id")): str(passage.get("source", ""))
        for passage in evidence.get("passages", ())
        if isinstance(passage, Mapping)
    }
    for quote in evidence.get("quotes", ()):
        if isinstance(quote, Mapping):
            found = "✓" if quote.get("found") else "✗ not in the passage"
            source = one_line(sources.get(str(quote.get("id")), "?"), 80)
            lines.append(("quote", f"“{one_line(str(quote.get('quote', '')), _WIDTH)}” {source} {found}"))
    return lines


def request_text(job: Job, task: Task) -> str:
    """The exact request of a draft, for the page that shows it."""
    parts = (f"model {job.head.model}", f"prompt {job.head.prompt}")
    return "\n".join(parts) + f"\n\n── system ──\n{job.head.prefix}\n\n── user ──\n{task.text}"
