"""Tags rows with the contract's facets that no rule can tell. Where it is unsure it leaves a facet open."""

from collections.abc import Mapping, Sequence
from typing import Any

from studio.core.example import Example
from studio.coverage.facet import Facet, fold
from studio.errors import StudioError
from studio.teacher.asks import Ask, Malformed, Outcome
from studio.teacher.prompt_file import fill
from studio.teacher.verbs.schema import one_of, record, text_at
from studio.teacher.verbs.verb import Item, Schema, Setting
from studio.teacher.verbs.wording import one_line, show_example, stable_words

UNSURE = "unsure"
_ITSELF = "(unsure)"  # where a facet has a value of that name


class Tag:
    """Facet values of a row."""

    name = "tag"
    title = "tag rows with the contract's facets"
    prompt = "tag"

    def objection(self, setting: Setting, item: Item) -> str:
        """See `Verb.objection`."""
        if setting.contract is None:
            return "there is no contract: its facets are what rows are tagged with"
        if not wanted_facets(setting):
            return "rules tell every facet of the contract: there is nothing to tag"
        return "" if item.example is not None and item.example.prompt else "the row has no prompt"

    def schema(self, setting: Setting) -> Schema:
        """See `Verb.schema`. Facets go by number: their names may have any letters, a key may not."""
        fields = {
            key: one_of([*map(one_line, facet.words), _unsure(facet)], one_line(facet.name))
            for key, facet in _keys(wanted_facets(setting)).items()
        }
        return record(**fields)

    def prefix(self, setting: Setting) -> str:
        """See `Verb.prefix`."""
        facets = wanted_facets(setting)
        lines = [
            f"- {key}, {one_line(facet.name)}: {' | '.join(map(one_line, facet.words))}"
            for key, facet in _keys(facets).items()
        ]
        unsure = " or ".join(sorted({_unsure(facet) for facet in facets})) or UNSURE
        words = {"facets": "\n".join(lines), "unsure": unsure}
        return fill(setting.prompt.system, {**stable_words(setting), **words})

    def ask(self, setting: Setting, item: Item) -> Ask:
        """See `Verb.ask`."""
        row = show_example(item.example or Example(), setting.secret)
        asked = {facet.name: list(facet.words) for facet in wanted_facets(setting)}
        return Ask(item.target, fill(setting.prompt.request, {"row": row}), {"facets": asked})

    def read(self, ask: Ask, answer: Mapping[str, Any]) -> list[Outcome]:
        """See `Verb.read`. Facets left open are left out; when all are, there are no tags."""
        tags: dict[str, str] = {}
        asked: Mapping[str, Sequence[str]] = ask.evidence.get("facets", {})
        for number, (name, words) in enumerate(asked.items(), 1):
            said = text_at(answer, f"f{number}")
            known = {fold(one_line(word)): word for word in words}
            if fold(said) in known:
                tags[name] = known[fold(said)]
            elif fold(said) not in (UNSURE, _ITSELF):
                raise Malformed(f"the value of facet {name!r} is none of its words")
        return [Outcome(ask.target, tags=tags)]


def wanted_facets(setting: Setting) -> list[Facet]:
    """The facets that are asked for: those named, else those that people tag, else those without a rule.

    Raises:
        StudioError: the contract has no facet of a name.

    """
    if setting.contract is None:
        return []
    facets = setting.contract.facets
    if setting.facets:
        by_name = {fold(facet.name): facet for facet in facets}
        for name in setting.facets:
            if fold(name) not in by_name:
                known = ", ".join(facet.name for facet in facets)
                raise StudioError(f"the contract has no facet {name!r}", f"facets: {known}")
        return [by_name[fold(name)] for name in setting.facets]
    by_people = [facet for facet in facets if facet.by == "tag"]
    return by_people or [facet for facet in facets if facet.rule is None]


def _keys(facets: Sequence[Facet]) -> dict[str, Facet]:
    return {f"f{number}": facet for number, facet in enumerate(facets, 1)}


def _unsure(facet: Facet) -> str:
    return _ITSELF if UNSURE in map(fold, facet.words) else UNSURE


VERB = Tag()
