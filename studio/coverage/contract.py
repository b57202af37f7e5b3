"""The contract: what a set should cover, in a file that a person edits. It counts nothing, opens no file."""

from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from studio.coverage import complaints
from studio.coverage.contract_text import render_contract
from studio.coverage.facet import Facet
from studio.coverage.floors import Floors
from studio.coverage.marked import read_marked
from studio.coverage.patterns import Pattern, make_pattern
from studio.coverage.targets import Targets
from studio.coverage.vocabulary import Vocabulary

MOST_FACETS = 10


class Contract(BaseModel):
    """A brief of the task, its facets, and targets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    brief: Annotated[str, BeforeValidator(lambda text: " ".join(str(text or "").split()))] = ""
    facets: tuple[Facet, ...] = Field(min_length=1, max_length=MOST_FACETS)
    targets: Annotated[Targets, BeforeValidator(lambda given: {} if given is None else given)] = Targets()

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each facet has."""
        return tuple(len(facet.values) for facet in self.facets)

    @cached_property
    def words(self) -> Vocabulary:
        """Facets and values by word and by number."""
        return Vocabulary(self.facets)

    def describe(self, pattern: Pattern) -> str:
        """A pattern in words, the shortest that are clear: `refusal × language=de`."""
        return self.words.describe(pattern)

    def floors(self) -> Floors:
        """The targets by number.

        Raises:
            Unknown: a target names what is no facet or value; a contract that was read has none such.

        """
        targets, words = self.targets, self.words
        exact = {words.cell(text): count for text, count in (targets.values | targets.pairs).items()}
        shares = {words.cell(text)[0]: share for text, share in targets.shares.items()}
        impossible = frozenset(
            make_pattern(words.place(facet, value) for facet, value in cell.items())
            for cell in targets.impossible
        )
        # Nobody sets floors for three values at once; whoever looks that deep wants to see empty cells.
        each = (targets.each_value, targets.each_pair, min(1, targets.each_pair))
        return Floors(self.sizes, each, exact, shares, impossible)


def read_contract(text: str, name: str) -> Contract:
    """The contract in a YAML text.

    Args:
        text: what the file holds.
        name: the file's name, for messages.

    Raises:
        StudioError: it cannot be one; names the file, the line and the key.

    """
    marked = read_marked(text, name)
    complaints.of_keys(marked)
    try:
        contract = Contract.model_validate(marked.value)
    except ValidationError as error:
        raise complaints.of_values(error, marked) from None
    complaints.of_rules(contract.facets, marked)
    complaints.of_targets(contract.targets, contract.words, marked)
    return contract


def write_contract(contract: Contract) -> str:
    """The contract as YAML with comments, which `read_contract` reads back as the same."""
    return render_contract(contract.brief, contract.facets, contract.targets)
