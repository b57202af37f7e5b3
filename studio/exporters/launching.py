"""What launchers need to know of an export, and the files that they make of it. It writes no data."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from studio.core.splits import TRAIN, VALIDATION
from studio.exporters.filling import Filling, Target
from studio.exporters.manifest import FileEntry
from studio.exporters.recipe import Recipe
from studio.extension import Launch, Launcher, TokenStats
from studio.launchers.notices import bullet_list


def describe(filling: Filling, recipe: Recipe, data: Mapping[str, FileEntry]) -> Launch:
    """The export as launchers see it.

    Args:
        filling: what was written.
        recipe: what was asked.
        data: the data files, by path.

    """
    full = {target.folder: target for target in filling.targets if any(target.counts())}
    digest = hashlib.sha256()
    for path, entry in sorted(data.items()):
        digest.update(f"{path}\0{entry.sha256}\n".encode())
    return Launch(
        rows={name: (target.counts()[TRAIN], target.counts()[VALIDATION]) for name, target in full.items()},
        shapes={name: target.exporter.name for name, target in full.items()},
        base_model=recipe.model_named(),
        max_length=recipe.max_length,
        seed=recipe.seed,
        training=recipe.training,
        tokens={
            name: _stats(target, exact=recipe.tokenizer is not None)
            for name, target in full.items()
            if target.tokens
        },
        shortest_answer={name: target.shortest_answer for name, target in full.items()},
        has_system=filling.has_system,
        has_tools=filling.has_tools,
        digest=digest.hexdigest(),
    )


def _stats(target: Target, *, exact: bool) -> TokenStats:
    lengths = np.frombuffer(target.tokens, np.uint32)
    p50, p95, p99 = (int(value) for value in np.percentile(lengths, (50, 95, 99), method="higher"))
    total = int(lengths.sum(dtype=np.int64)) + target.second_tokens
    return TokenStats(p50, p95, p99, int(lengths.max()), total, exact=exact)


def write_launchers(folder: Path, launchers: Sequence[Launcher], launch: Launch) -> None:
    """Write `launch/NAME/…` and `LAUNCH.md`, which says it where an export holds nothing for a trainer."""
    guides = []
    for launcher in launchers:
        files = launcher.files(launch)
        if not files:
            holds = ", ".join(f"{name}/ ({shape})" for name, shape in launch.shapes.items())
            said = [f"Nothing here is for it: this export holds {holds}", *launcher.notices(launch)]
            guides.append(f"# {launcher.title}\n\n{bullet_list(said)}")
            continue
        place = folder / "launch" / launcher.name
        place.mkdir(parents=True)
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")
        guides.append(launcher.guide(launch))
    (folder / "LAUNCH.md").write_text("\n".join(guides), encoding="utf-8")
