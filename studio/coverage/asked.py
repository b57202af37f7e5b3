"""Real traffic against a project's good rows: what nobody who asks would find answered. It writes no row."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.comparison import compared_texts
from studio.coverage.contract import read_contract
from studio.coverage.counting import NOTHING
from studio.coverage.tagging import tag_traffic
from studio.errors import StudioError
from studio.jobs import Job, Step
from studio.store import facets
from studio.store.examples import walk
from studio.store.project import Project
from studio.store.traffic import Asked, all_traffic
from studio.vectors.share import QUANTILE, Share

if TYPE_CHECKING:
    from studio.vectors.traffic import Traffic

_FACET_NONE = "(none)"


@dataclass(frozen=True, slots=True)
class Options:
    """How traffic is measured.

    Attributes:
        quantile: of the distances inside the set, beyond which a prompt is uncovered.
        encoder: a folder with a model of one's own; TF-IDF if none.
        accepted_only: hold traffic against accepted rows only, or all that nobody rejected.

    """

    quantile: float = QUANTILE
    encoder: Path | None = None
    accepted_only: bool = True


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Traffic, how it was measured, and each prompt of it."""

    traffic: "Traffic"
    asked: list[Asked]
    rows: int

    def to_json(self, groups: int = 50, prompts: int = 10) -> dict[str, Any]:
        """The measure as a plain JSON value: share, interval, delta, groups worst first."""
        found = self.traffic
        return {
            "kind": "uncovered",
            "share": found.share.value,
            "interval": [found.share.low, found.share.high],
            "delta": found.delta,
            "beyond_delta": found.beyond.value,
            "beyond_delta_interval": [found.beyond.low, found.beyond.high],
            "written_otherwise": found.is_shifted,
            "n": found.prompt_count,
            "rows": self.rows,
            "facets": {
                facet: {value: _share(share) for value, share in values.items()}
                for facet, values in found.by_facet.items()
            },
            "groups": list(self._groups(groups, prompts)),
        }

    def _groups(self, groups: int, prompts: int) -> Iterator[dict[str, Any]]:
        for gap in self.traffic.gaps[:groups]:
            shown = [
                {
                    "source": self.asked[prompt].source,
                    "line": self.asked[prompt].line,
                    "distance": round(float(self.traffic.distances[prompt]), 4),
                    "prompt": self.asked[prompt].prompt,
                }
                for prompt in gap.prompts[:prompts]
            ]
            yield {"prompts": shown, "size": gap.size, "distance": round(gap.distance, 4)}


def _share(share: Share) -> dict[str, Any]:
    return {"share": share.value, "interval": [share.low, share.high]}


def measure(project: Project, contract_text: str | None, options: Options) -> Job[Uncovered]:
    """Hold all traffic of a project against its good rows.

    Raises:
        StudioError: there is no traffic, no good row, or no such encoder.

    """
    from studio.vectors.encoder import ModelFolder
    from studio.vectors.traffic import measure_traffic

    asked = all_traffic(project.reader)
    if not asked:
        raise StudioError(
            "this project has no traffic",
            f"import real prompts: studio import {project.path} --as traffic FILE",
        )
    good = facets.good_rows(project.reader, accepted_only=options.accepted_only).tolist()
    yield Step(0, 0, "reading rows")
    accepted = [
        compared_texts(held.example._replace(chosen=(), rejected=()))[0]
        for held in walk(project.reader, good)
    ]
    values: dict[str, Sequence[str]] = {}
    if contract_text is not None:
        contract = read_contract(contract_text, "contract")
        vectors = tag_traffic(contract, asked)
        for place, facet in enumerate(contract.facets):
            column = vectors[:, place].tolist()
            if any(value != NOTHING for value in column):
                values[facet.name] = [facet.words[v] if v != NOTHING else _FACET_NONE for v in column]
    encoder = None if options.encoder is None else ModelFolder(options.encoder)
    found = yield from measure_traffic(
        accepted, [one.prompt for one in asked], encoder, values, options.quantile
    )
    return Uncovered(found, asked, len(accepted))


def measure_file(path: Path, contract_text: str | None, options: Options) -> Job[Uncovered]:
    """As `measure`, of a project file: for a process of its own."""
    with closing(Project(path, create=False)) as project:
        return (yield from measure(project, contract_text, options))
