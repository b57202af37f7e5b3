"""What can be added by dropping in one file: checks, exporters and launchers. It holds none itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

from studio.core.batch import Batch
from studio.core.finding import Sight
from studio.core.registry import plugins
from studio.errors import StudioError
from studio.store.examples import Held


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
        """`sft`, `dpo` or `rows`: where its files go, and so which rows it takes."""

    def render(self, row: Held, fields: Mapping[str, Any]) -> bytes:
        """One line of JSON without its line end; `fields` are unknown fields to carry along.

        Raises:
            Unfit: the shape cannot hold the row.

        """


@dataclass(frozen=True, slots=True)
class Launch:
    """What a launcher needs to know of an export.

    `rows` maps folder (`sft`, `dpo`) to (train rows, validation rows); `shapes` maps folder to the
    name of its row shape.
    """

    rows: Mapping[str, tuple[int, int]]
    shapes: Mapping[str, str]
    base_model: str
    max_length: int
    seed: int


class Launcher(Protocol):
    """One trainer. Modules of `studio.launchers` bind one to `LAUNCHER`."""

    @property
    def name(self) -> str:
        """The word that `--trainer` takes."""

    @property
    def title(self) -> str:
        """One line for help and README."""

    def files(self, launch: Launch) -> dict[str, str]:
        """Files of `launch/NAME/` by file name: configs that run from the export's folder."""

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
