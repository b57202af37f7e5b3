"""What checks saw in the rows of the set. It runs no check, and says where none has run."""

from collections.abc import Iterator

from studio.readiness.asked import Asked
from studio.readiness.item import Item, Level
from studio.store.likeness import checked_rows, unseen_rows
from studio.store.ready import findings_in, groups_in

_PRIVATE = ("secret", "personal")
# What teaches a model something wrong, and what may be meant so.
_GRAVE = {
    "empty": "a side is blank",
    "placeholder": "a placeholder stands where text should",
    "truncated": "the answer stops in mid sentence",
    "chat-token": "control tokens of a chat template stand in the text",
    "identical-sides": "both sides say the same",
    "echo": "the answer repeats the prompt",
    "encoding": "letters are broken",
}
_LIGHT = {
    "refusal": "the answer refuses",
    "repetition": "the text goes round in circles",
    "length": "too long, or too short for what was asked",
    "language": "the answer is in another language than the question",
}


def trouble(asked: Asked) -> Iterator[Item]:
    """Rows that cannot be trained on, and what single rows are flagged for."""
    if asked.counts.blocked:
        sentence = f"{asked.rows(asked.counts.blocked)} in need of repair: left out of an export"
        where = f"{asked.filter} is:blocked"
        yield Item(Level.WARN, "checks", sentence, "repair with e, or reject with x", where, "review")
    if not checked_rows(asked.db, "truncated"):
        sentence = "no check has run: what is wrong inside the rows is not known"
        yield Item(Level.STOP, "checks", sentence, "studio check PROJECT looks through all of them")
        return
    found = findings_in(asked.db, accepted_only=asked.accepted_only)
    for name, rows in found.items():
        words = _GRAVE.get(name) or _LIGHT.get(name)
        if words is None:
            continue
        level = Level.WARN if name in _GRAVE else Level.NOTE
        where = f"{asked.filter} flag:{name}"
        sentence = f"{asked.rows(rows)}, {name}: {words}"
        yield Item(level, "checks", sentence, "read them: e repairs, x rejects", where, "review")


def private(asked: Asked) -> Iterator[Item]:
    """Secrets and personal data: a model repeats what it was trained on."""
    if not checked_rows(asked.db, "secret"):
        sentence = "nobody has looked for secrets and personal data"
        yield Item(Level.STOP, "privacy", sentence, "studio check PROJECT --only secret --only personal")
        return
    found = findings_in(asked.db, accepted_only=asked.accepted_only)
    for name in _PRIVATE:
        rows = found.get(name, 0)
        where = f"{asked.filter} flag:{name}"
        if rows and name == "secret":
            sentence = (
                f"{asked.rows(rows)} with what looks like a key or a password: a model can give it away"
            )
            remedy = "redact it with e or drop the row with x; and have the secret changed"
            yield Item(Level.STOP, "privacy", sentence, remedy, where, "review")
        elif rows:
            sentence = f"{asked.rows(rows)} with personal data (e-mail, phone, card, id number …)"
            remedy = "redact it with e, drop the row with x, or keep it and be able to say why you may"
            yield Item(Level.WARN, "privacy", sentence, remedy, where, "review")
    if not any(found.get(name) for name in _PRIVATE):
        yield Item(
            Level.NOTE, "privacy", "no secret and no personal data was found; names are not looked for"
        )


def alike(asked: Asked) -> Iterator[Item]:
    """Rows that say the same, and prompts with answers that differ."""
    unseen = unseen_rows(asked.db)
    if unseen:
        sentence = f"{unseen:,} rows were not compared with the others"
        remedy = "studio check compares them: until then the split may put look-alikes on both sides"
        yield Item(Level.WARN, "duplicates", sentence, remedy)
    groups = groups_in(asked.db, accepted_only=asked.accepted_only)
    rows = groups.get("duplicate", 0)
    if rows or (unseen and asked.counts.copies):
        many = rows or asked.counts.copies
        level = Level.WARN if many >= 0.01 * asked.counts.rows else Level.NOTE
        sentence = f"{asked.rows(many)} too many: another one of the set says the same"
        where = f"{asked.filter} flag:near-duplicate"
        remedy = "set them aside: they count double in training"
        yield Item(level, "duplicates", sentence, remedy, where, "duplicates")
    conflicts = groups.get("conflict", 0)
    if conflicts:
        sentence = f"{asked.rows(conflicts)}: another one asks the same and is answered otherwise"
        remedy = "keep one answer, make a pair of the two, or say in the prompt what tells them apart"
        where = f"{asked.filter} flag:conflict"
        yield Item(Level.WARN, "duplicates", sentence, remedy, where, "duplicates")
