"""What can be added by dropping in one file: checks, exporters and launchers. It holds none itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, Protocol, cast

from studio.core.batch import Batch
from studio.core.finding import Sight
from studio.core.registry import plugins
from studio.core.training import Training
from studio.errors import StudioError
from studio.store.examples import Held

Takes = Literal["sft", "pair", "kto", "any"]


class Unfit(Exception):
    """A shape cannot hold a row. The message is the reason, for the list of rows left out."""


class Check(Protocol):
    """What is looked for in each row by itself. Modules of `studio.checks` bind one to `CHECK`."""

    @property
    def name(self) -> str:
        """The word of `--only`, `--fail-on` and the filter `flag:`."""

    @property
    def title(self) -> str:
        """One line for help and README: what it flags."""

    def look(self, batch: Batch) -> Iterable[Sight]:
        """What it sees in some rows; any number of sights a row, in any order."""


class Exporter(Protocol):
    """One row shape on disk. Modules of `studio.exporters` bind one to `EXPORTER`."""

    @property
    def name(self) -> str:
        """The word that `--shape` takes."""

    @property
    def title(self) -> str:
        """One line for help and README."""

    @property
    def folder(self) -> str:
        """Where its files go: `sft`, `dpo`, `rows`, or the one trainer or format that reads them."""

    @property
    def takes(self) -> Takes:
        """Which rows it holds: those with an answer to learn, pairs, labelled answers, or any row."""

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """One line of JSON without its line end; `fields` are unknown fields to carry along.

        Raises:
            Unfit: the shape cannot hold the row.

        """


@dataclass(frozen=True, slots=True)
class TokenStats:
    """How long the training rows of one folder are, in tokens.

    `p50`, `p95` and `p99` are percentiles of a sequence's length and `max` is the longest: a whole
    row, of a pair its prompt with the longer side. `total` is the sum of one pass, of a pair its
    prompt with both sides, so the prompt twice. `exact` is False where the tokens were reckoned
    from characters because there was no tokenizer.
    """

    p50: int
    p95: int
    p99: int
    max: int
    total: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Launch:
    """What a launcher needs to know of an export.

    Every mapping goes by folder (`sft`, `dpo`, `bedrock` …).

    Attributes:
        rows: train rows and validation rows.
        shapes: the name of the row shape there.
        base_model: the model to start from, as the trainer names it or a local folder.
        max_length: tokens that a row may have at most.
        seed: seed of the split.
        training: what the recipe says of the training.
        tokens: lengths of the training rows; a folder may be missing.
        shortest_answer: characters of the shortest answer (of pairs: on either side), both splits.
        has_system: some row has a system turn.
        has_tools: some row has tools or tool calls.
        digest: names the content of the data files (hexadecimal): other rows, other digest.

    """

    rows: Mapping[str, tuple[int, int]]
    shapes: Mapping[str, str]
    base_model: str
    max_length: int
    seed: int
    training: Training = field(default_factory=Training)
    tokens: Mapping[str, TokenStats] = field(default_factory=dict)
    shortest_answer: Mapping[str, int] = field(default_factory=dict)
    has_system: bool = False
    has_tools: bool = False
    digest: str = ""


class Launcher(Protocol):
    """One trainer. Modules of `studio.launchers` bind one to `LAUNCHER`."""

    @property
    def name(self) -> str:
        """The word that `--trainer` takes."""

    @property
    def title(self) -> str:
        """One line for help and README."""

    @property
    def shapes(self) -> Mapping[str, tuple[str, ...]]:
        """Row shapes it needs besides those in `sft` and `dpo`, by the folder that each fills.

        They are written whenever this trainer is named; a folder without rows is not.
        """

    def files(self, launch: Launch) -> dict[str, str]:
        """Files of `launch/NAME/` by file name: configs that run from the export's folder."""

    def notices(self, launch: Launch) -> list[str]:
        """What this trainer would drop, cut or refuse, and dates to know: a sentence each."""

    def guide(self, launch: Launch) -> str:
        """Markdown for `LAUNCH.md`: install line, commands, what to know."""


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of single rows, in order of module name."""
    return cast("tuple[Check, ...]", plugins("studio.checks", "CHECK"))


@cache
def all_exporters() -> tuple[Exporter, ...]:
    """Every row shape, in order of module name."""
    return cast("tuple[Exporter, ...]", plugins("studio.exporters", "EXPORTER"))


@cache
def all_launchers() -> tuple[Launcher, ...]:
    """Every trainer, in order of module name."""
    return cast("tuple[Launcher, ...]", plugins("studio.launchers", "LAUNCHER"))


def exporter_named(name: str) -> Exporter:
    """The exporter of that name.

    Raises:
        StudioError: there is none.

    """
    for item in all_exporters():
        if item.name == name:
            return item
    raise StudioError(
        f"there is no row shape {name!r}", "shapes: " + ", ".join(e.name for e in all_exporters())
    )


def launchers_named(names: tuple[str, ...]) -> list[Launcher]:
    """The launchers of those names; `all` stands for every one.

    Raises:
        StudioError: there is no such trainer.

    """
    if "all" in names:
        return list(all_launchers())
    by_name = {item.name: item for item in all_launchers()}
    for name in names:
        if name not in by_name:
            raise StudioError(f"there is no trainer {name!r}", "trainers: " + ", ".join(by_name))
    return [by_name[name] for name in names]
