"""Runs one check over rows written as plain text, for the tables of cases."""

from studio.core.batch import Batch
from studio.core.example import Example, say
from studio.core.finding import Sight
from studio.extension import all_checks

# prompt, answer, and the worse answer where there is one
Case = tuple[str, ...]


def example(case: Case) -> Example:
    """The row of a case."""
    chosen, rejected = (say("assistant", text) if text else () for text in (*case[1:], "")[:2])
    return Example(say("user", case[0]), chosen, rejected)


def seen_by(name: str, *cases: Case) -> list[Sight]:
    """What the named check sees in some rows."""
    check = next(check for check in all_checks() if check.name == name)
    return list(check.look(Batch([example(case) for case in cases])))
