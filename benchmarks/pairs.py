"""`python -m benchmarks.pairs --data DIR`: bias gauge, agreement and checks of pairs, beside other packages.

DIR holds JSONL files with chosen and rejected, packed or not. Each is told by the gauge; then all are made
up to 160,000 pairs by changing a word, and timed. Peers are pandas for the gauge, scikit-learn and
krippendorff for agreement, where they are installed. It judges no pair.
"""

import argparse
import gzip
import importlib.util
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.core.batch import Batch
from studio.core.example import Example, Message
from studio.extension import all_checks
from studio.formats.preference import FORMAT as PREFERENCE
from studio.formats.transcript import FORMAT as TRANSCRIPT
from studio.pairs.agreement import cohen_kappa, krippendorff_alpha
from studio.pairs.balancing import Way, balance
from studio.pairs.bias import Gauge, Vote
from studio.pairs.facts import PairFacts, facts_of

_CHECKS = ("both-refuse", "echo", "empty", "identical-sides", "late-difference", "prompt-prefix", "verbosity")
_DECISIONS = 50
_AT_ONCE = 1_000


def read_pairs(path: Path) -> list[Example]:
    """The pairs of a file; none where its rows have no two sides."""
    opener = gzip.open if path.suffix == ".gz" else open
    found = []
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if not isinstance(record, dict) or not {"chosen", "rejected"} <= set(record):
                return []
            form = max((PREFERENCE, TRANSCRIPT), key=lambda form: form.claims(record))
            example = form.read(record).example
            if example.chosen and example.rejected:
                found.append(example)
    return found


def changed(example: Example, number: int) -> Example:
    """The pair with a word of each side changed."""
    chance = random.Random(number)

    def change(turns: tuple[Message, ...]) -> tuple[Message, ...]:
        words = turns[-1].content.split(" ")
        words[chance.randrange(len(words))] = f"w{number}"
        return (*turns[:-1], turns[-1]._replace(content=" ".join(words)))

    return example._replace(chosen=change(example.chosen), rejected=change(example.rejected))


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of one call, and what it gave."""
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def tell_file(name: str, pairs: list[Example]) -> None:
    """What the gauge and the checks say of a file."""
    gauge = Gauge(Vote(facts_of(pair)) for pair in pairs)
    for reading in gauge.readings():
        print(
            f"{name}: {reading.name} {reading.about} {reading.value:+.3f}"
            f" [{reading.low:+.3f}, {reading.high:+.3f}] n {reading.n:,} {reading.level}"
        )
    batch = Batch(pairs)
    for check in all_checks():
        if check.name in _CHECKS:
            kinds = Counter((sight.kind, sight.band.value) for sight in check.look(batch))
            for (kind, band), count in sorted(kinds.items()):
                print(f"{name}: {check.name} {kind} ({band}) {count:,}")


def time_checks(pairs: list[Example]) -> None:
    """Seconds of the checks of pairs, and of all checks, in one process."""
    seconds: Counter[str] = Counter()
    for start in range(0, len(pairs), _AT_ONCE):
        batch = Batch(pairs[start : start + _AT_ONCE])
        for check in all_checks():
            seconds[check.name] += timed(lambda check=check, batch=batch: list(check.look(batch)))[0]
    of_pairs = sum(seconds[name] for name in _CHECKS)
    print(f"{len(pairs):,} pairs: checks of pairs {of_pairs:.1f} s, all {seconds.total():.1f} s, one process")


def time_gauge(pairs: list[Example]) -> None:
    """A gauge of all, a decision more, and what to leave out; beside pandas, which counts all anew."""
    reading, facts = timed(lambda: [facts_of(pair) for pair in pairs])
    building, gauge = timed(lambda: Gauge(Vote(one, None, f"r{row % 4}") for row, one in enumerate(facts)))
    times = []
    for one in facts[:_DECISIONS]:
        begun = time.perf_counter()
        gauge.add(one, None, "r1")
        gauge.readings()
        gauge.readings("r1")
        times.append((time.perf_counter() - begun) * 1000)
    print(
        f"gauge of {len(pairs):,}: facts {reading:.1f} s, counted {building:.1f} s; one decision and both"
        f" readings {statistics.median(times):.1f} ms (most {max(times):.1f})"
    )
    for way in Way:
        seconds, found = timed(lambda way=way: balance(list(enumerate(facts)), way=way))
        print(f"balance, {way}: {seconds:.1f} s; {found.words}")
    if importlib.util.find_spec("pandas") is not None:
        print(f"pandas, the same counts anew: {timed(lambda: recount(facts))[0] * 1000:.0f} ms a decision")


def recount(facts: list[PairFacts]) -> Any:
    """Lengths, marks and openings by pandas, reviewer by reviewer; told with and without making the frame."""
    import pandas as pd

    frame = pd.DataFrame(
        {
            "chosen": [one.chosen.tokens for one in facts],
            "rejected": [one.rejected.tokens for one in facts],
            "marks": [one.chosen.marks - one.rejected.marks for one in facts],
            "opening": [one.chosen.opening for one in facts],
            "other": [one.rejected.opening for one in facts],
            "reviewer": [row % 4 for row in range(len(facts))],
        }
    )

    def count() -> Any:
        longer = frame.assign(longer=frame.chosen > frame.rejected)
        by = longer.groupby("reviewer")[["chosen", "rejected", "marks", "longer"]].agg(["mean", "var"])
        return by, frame.opening.value_counts(), frame.other.value_counts()

    seconds, result = timed(count)
    print(f"pandas, on a frame that is there: {seconds * 1000:.0f} ms a decision")
    return result


def compare_agreement(items: int) -> None:
    """Agreement of three reviewers, some items left out, beside other packages."""
    chance = random.Random(0)
    labels = ("rejected", "tie", "chosen")
    truth = [chance.choice(labels) for _ in range(items)]
    said = [[one if chance.random() < 0.8 else chance.choice(labels) for one in truth] for _ in range(3)]
    rows = [[label for label in item if chance.random() < 0.9] for item in zip(*said, strict=True)]
    ours = {
        "kappa": timed(lambda: cohen_kappa(said[0], said[1])),
        "alpha": timed(lambda: krippendorff_alpha(rows, "ordinal", labels)),
    }
    for name, (seconds, found) in ours.items():
        told = f"{found.value:.6f} [{found.low:.3f}, {found.high:.3f}]"
        print(f"{name} of {items:,}: {told} in {seconds * 1000:.0f} ms")
    if importlib.util.find_spec("sklearn") is not None:
        from sklearn.metrics import cohen_kappa_score

        seconds, value = timed(lambda: cohen_kappa_score(said[0], said[1]))
        print(f"scikit-learn: {value:.6f}, no interval, in {seconds * 1000:.0f} ms")
    if importlib.util.find_spec("krippendorff") is not None:
        import krippendorff

        counts = [[row.count(label) for label in labels] for row in rows]
        measure = krippendorff.alpha
        seconds, value = timed(lambda: measure(value_counts=counts, level_of_measurement="ordinal"))
        print(f"krippendorff: {value:.6f}, no interval, in {seconds * 1000:.0f} ms")


def main() -> None:
    """Tell every file, then time all of them together."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairs", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=160_000)
    options = parser.parse_args()
    every: list[Example] = []
    for path in sorted(options.data.rglob("*.jsonl*")):
        pairs = read_pairs(path)
        if pairs:
            tell_file(path.name, pairs)
            every += pairs
    if not every:
        raise SystemExit("no file has rows with chosen and rejected")
    many = [changed(every[number % len(every)], number) for number in range(options.count)]
    time_checks(many)
    time_gauge(many)
    compare_agreement(options.count)


if __name__ == "__main__":
    main()
