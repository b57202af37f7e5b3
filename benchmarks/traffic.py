"""`python -m benchmarks.traffic --data DIR`: does the measure of traffic find what a set lacks, and how fast.

Every file of DIR/intents that has a text and a label is a labelled set: some labels are hidden from the
accepted side and kept in the traffic. Rows with `split` are traffic if it is `test`, else 3 in 10 are.
Told are the AUC of the ranking beside methods that know no labels either (scikit-learn's, where it is
installed), the hidden labels among the first lines, and the share beside the truth. It tunes nothing.
"""

import argparse
import csv
import gzip
import importlib.util
import json
import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.jobs import drain
from studio.vectors.traffic import Traffic, measure_traffic

Scores = npt.NDArray[np.float64]
Labelled = tuple[list[str], list[str], list[str]]

_TEXTS = ("text", "utterance", "query", "sentence", "prompt", "question")
_LABELS = ("intent", "label", "category", "label_text", "class", "domain")
_SHARES = (0.0, 0.1, 0.25, 0.5)
_FEWEST = 10


def read_set(path: Path) -> Labelled | None:
    """Texts, labels and splits ('' if none) of a file of JSON Lines or CSV; None if it has no labels."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        try:
            is_csv = ".csv" in path.suffixes
            rows = (
                list(csv.DictReader(file)) if is_csv else [json.loads(line) for line in file if line.strip()]
            )
        except ValueError:
            return None
    if not rows or not isinstance(rows[0], dict):
        return None
    text = next((key for key in _TEXTS if key in rows[0]), None)
    label = next((key for key in _LABELS if key in rows[0] and key != text), None)
    if text is None or label is None:
        return None
    rows = [row for row in rows if row.get(text) and row.get(label) is not None]
    return (
        [str(row[text]) for row in rows],
        [str(row[label]) for row in rows],
        [str(row.get("split") or "") for row in rows],
    )


def hide(
    data: Labelled, share: float, seed: int
) -> tuple[list[str], list[str], npt.NDArray[np.bool_], list[str]]:
    """Accepted texts, traffic, which of it is hidden, and its labels."""
    texts, labels, splits = data
    random = np.random.default_rng(seed)
    counts = Counter(labels)
    usable = sorted(label for label, count in counts.items() if count >= _FEWEST)
    count = min(len(usable) - 1, max(1, round(share * len(counts)))) if share else 0
    chosen = set(random.choice(usable, count, replace=False).tolist())
    held = (
        np.array([split == "test" for split in splits])
        if "test" in splits
        else random.random(len(texts)) < 0.3
    )
    hidden = np.array([label in chosen for label in labels])
    traffic = np.flatnonzero(held).tolist()
    accepted = [texts[row] for row in np.flatnonzero(~held & ~hidden).tolist()]
    return accepted, [texts[row] for row in traffic], hidden[traffic], [labels[row] for row in traffic]


def auc(truth: npt.NDArray[np.bool_], scores: Scores) -> float:
    """Chance that a hidden prompt scores above a covered one (Mann and Whitney, 1947), ties at half."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    hits = int(truth.sum())
    return float((ranks[truth].sum() - hits * (hits + 1) / 2) / (hits * (len(truth) - hits)))


def rival_scores(accepted: list[str], prompts: list[str]) -> Iterator[tuple[str, Scores]]:
    """Scikit-learn's: nearest neighbour on its TF-IDF, and the usual detectors of novelty on LSA."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.ensemble import IsolationForest
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer
    from sklearn.svm import OneClassSVM

    plain = TfidfVectorizer().fit(accepted)
    rows, new = plain.transform(accepted), plain.transform(prompts)
    near = NearestNeighbors(n_neighbors=5, metric="cosine", algorithm="brute").fit(rows).kneighbors(new)[0]
    yield "1-NN", near[:, 0]
    yield "5-NN", near.mean(axis=1)
    size = max(2, min(200, len(accepted) // 3, rows.shape[1] - 1))
    lsa = make_pipeline(TruncatedSVD(size, random_state=0), Normalizer()).fit(rows)
    dense, other = lsa.transform(rows), lsa.transform(new)
    near = NearestNeighbors(n_neighbors=5).fit(dense).kneighbors(other)[0]
    yield "LSA 5-NN", near.mean(axis=1)
    detectors: dict[str, Any] = {
        "LOF": LocalOutlierFactor(20, novelty=True),
        "forest": IsolationForest(random_state=0),
        "1-SVM": OneClassSVM(nu=0.1),
    }
    for name, detector in detectors.items():
        yield name, -detector.fit(dense).decision_function(other)


def found_labels(result: Traffic, labels: list[str], wanted: set[str], lines: int) -> float:
    """The share of hidden labels that are what most of one of the first lines is about."""
    told = {Counter(labels[row] for row in gap.prompts).most_common(1)[0][0] for gap in result.gaps[:lines]}
    return len(told & wanted) / len(wanted)


def measure_set(name: str, data: Labelled, seeds: int) -> None:
    """Print one line for each hidden share, means over the seeds."""
    rivals = importlib.util.find_spec("sklearn") is not None
    for share in _SHARES:
        figures: dict[str, list[float]] = {}
        for seed in range(seeds):
            accepted, prompts, hidden, labels = hide(data, share, seed)
            result = drain(measure_traffic(accepted, prompts))
            truth = float(hidden.mean())
            row = {
                "truth": truth,
                "share": result.share.value,
                "error": abs(result.share.value - truth),
                "within": float(result.share.low <= truth <= result.share.high),
                "width": result.share.high - result.share.low,
                "beyond δ": result.beyond.value,
                "δ corrected": result.corrected.value,
            }
            if 0 < truth < 1:
                wanted = {label for label, is_hidden in zip(labels, hidden, strict=True) if is_hidden}
                row["lines"] = len(result.gaps)
                for times in (1, 2, 3):
                    row[f"found@{times}N"] = found_labels(result, labels, wanted, times * len(wanted))
                row["AUC"] = auc(hidden, result.scores)
                if rivals:
                    row.update((key, auc(hidden, found)) for key, found in rival_scores(accepted, prompts))
            for key, value in row.items():
                figures.setdefault(key, []).append(value)
        told = "  ".join(f"{key} {np.mean(values):.3f}" for key, values in figures.items())
        print(f"{name} hidden {share:.0%} of labels, {seeds} seeds: {told}", flush=True)


def measure_language(name: str, data: Labelled, multilingual: Path) -> None:
    """Prompts of other languages beside covered ones: all of them, and no others, are uncovered."""
    with gzip.open(multilingual, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    accepted, prompts, _, _ = hide(data, 0.0, 0)
    for language in ("zh", "ar", "de", "es"):
        foreign = [row["instruction"] for row in rows if row["lang"] == language][:500]
        truth = np.arange(len(prompts) + len(foreign)) >= len(prompts)
        result = drain(measure_traffic(accepted, [*prompts, *foreign]))
        print(
            f"{name} with {language} traffic: AUC {auc(truth, result.scores):.3f}, truth {truth.mean():.3f}, "
            f"share {result.share.value:.3f} [{result.share.low:.3f}, {result.share.high:.3f}], "
            f"beyond δ {(result.distances > result.delta)[truth].mean():.3f} of them",
            flush=True,
        )


def time_large(texts: list[str], count: int) -> None:
    """Seconds and peak memory of as many prompts against as many rows, made by dropping words."""
    random = np.random.default_rng(0)

    def made() -> list[str]:
        picked = random.integers(0, len(texts), count).tolist()
        return [" ".join(w for w in texts[row].split() if random.random() > 0.2) for row in picked]

    accepted, prompts = made(), made()
    begun, note, phases = time.perf_counter(), "start", {}
    last, longest = begun, 0.0

    def report(step: Any) -> None:
        nonlocal last, note, longest
        now = time.perf_counter()
        phases[note] = phases.get(note, 0.0) + now - last
        longest, last, note = max(longest, now - last), now, step.note

    drain(measure_traffic(accepted, prompts), report)
    report(argparse.Namespace(note="end"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count:,} against {count:,}: {last - begun:.1f} s, longest wait between steps {longest:.1f} s")
    print(
        f"peak {peak} MB; {', '.join(f'{key} {seconds:.1f} s' for key, seconds in phases.items())}",
        flush=True,
    )


def main() -> None:
    """Run what DIR has the data for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--count", type=int, default=50_000)
    options = parser.parse_args()
    alpaca, xquad = options.data / "sft/alpaca_52k.jsonl.gz", options.data / "multilingual/xquad_all.jsonl.gz"
    sets = {
        path.name: read_set(path) for path in sorted((options.data / "intents").rglob("*")) if path.is_file()
    }
    labelled = {name: data for name, data in sets.items() if data is not None}
    # First, while the process is still small: the peak is of its whole life.
    if alpaca.is_file():
        with gzip.open(alpaca, "rt", encoding="utf-8") as file:
            time_large([json.loads(line)["instruction"] for line in file], options.count)
    elif labelled:
        time_large(next(iter(labelled.values()))[0], options.count)
    for name, data in labelled.items():
        measure_set(name, data, options.seeds)
        if xquad.is_file() and ".jsonl" in name:
            measure_language(name, data, xquad)


if __name__ == "__main__":
    main()
