"""Scores and tags."""

import pytest

from studio.errors import StudioError
from studio.teacher.asks import Malformed
from studio.teacher.prompt_file import read_rubric
from studio.teacher.verbs import judge, tag
from tests.teacher.verb_cases import chat, items, setting


@pytest.mark.parametrize(("points", "score"), [(1, 0.0), (2, 0.25), (3, 0.5), (4, 0.75), (5, 1.0)])
def test_points_become_a_score(points: int, score: float) -> None:
    ask = judge.VERB.ask(setting("judge"), items("judge")[0])
    (outcome,) = judge.VERB.read(ask, {"reason": " fine ", "score": points})
    assert (outcome.score, outcome.reason) == (score, "fine")
    assert outcome.evidence == {"points": points, "side": "chosen"}


@pytest.mark.parametrize("points", [0, 6, "5", 4.0, True, None])
def test_points_that_are_none(points: object) -> None:
    ask = judge.VERB.ask(setting("judge"), items("judge")[0])
    with pytest.raises(Malformed):
        judge.VERB.read(ask, {"reason": "fine", "score": points})


def test_the_reason_is_written_before_the_score() -> None:
    assert list(judge.VERB.schema(setting("judge"))["properties"]) == ["reason", "score"]


def test_the_rubric_is_the_packaged_one_or_ones_own() -> None:
    assert read_rubric() in judge.VERB.prefix(setting("judge"))
    own = judge.VERB.prefix(setting("judge", rubric="5: it rhymes"))
    assert "5: it rhymes" in own
    assert read_rubric() not in own


def test_either_side_can_be_judged() -> None:
    item = items("judge", chat())[-1]
    assert "Three are left." in judge.VERB.ask(setting("judge"), item).text
    worse = judge.VERB.ask(setting("judge", side="rejected"), item).text
    assert "I cannot know." in worse
    assert "Three are left." not in worse
    assert "no answer" in judge.VERB.objection(setting("judge", side="rejected"), items("judge")[0])


def test_facets_that_people_tag_are_asked_for() -> None:
    one = setting("tag")
    assert [facet.name for facet in tag.wanted_facets(one)] == ["difficulty", "edge"]
    properties = tag.VERB.schema(one)["properties"]
    assert properties["f1"]["enum"] == ["easy", "hard", "unsure"]
    # A value of that name is not the same as not knowing.
    assert properties["f2"]["enum"] == ["refusal", "unsure", "(unsure)"]
    assert "- f1, difficulty: easy | hard" in tag.VERB.prefix(one)


def test_tags_are_read_and_open_ones_left_out() -> None:
    ask = tag.VERB.ask(setting("tag"), items("tag")[0])
    (outcome,) = tag.VERB.read(ask, {"f1": "HARD", "f2": "(unsure)"})
    assert outcome.tags == {"difficulty": "hard"}
    (outcome,) = tag.VERB.read(ask, {"f1": "unsure", "f2": "unsure"})
    assert outcome.tags == {"edge": "unsure"}
    with pytest.raises(Malformed, match="'difficulty'"):
        tag.VERB.read(ask, {"f1": "brutal", "f2": "refusal"})


def test_facets_can_be_named() -> None:
    assert [facet.name for facet in tag.wanted_facets(setting("tag", facets=("Intent",)))] == ["intent"]
    with pytest.raises(StudioError, match="has no facet 'colour'"):
        tag.wanted_facets(setting("tag", facets=("colour",)))
    assert "no contract" in tag.VERB.objection(setting("tag", contract=None), items("tag")[0])
