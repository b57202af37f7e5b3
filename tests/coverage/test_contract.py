"""The contract file: what may be written, what it means, and what is said of faults."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.coverage.contract import Contract, read_contract, write_contract
from studio.coverage.facet import Facet, Rule
from studio.coverage.targets import Targets
from studio.errors import StudioError

SAMPLE = Path(__file__).parents[2] / "sample_data" / "support.contract.yaml"
FULL = """\
brief: What it does.
facets:
  - name: topic
    field: meta.topic
    values: [billing, Terms & Conditions, no]
  - name: language
    rule: language
    values:
      en:
      german: de
      other: {otherwise: true}
  - name: size
    rule: length
    side: prompt
    values:
      short: {max_chars: 200}
      long: {min_chars: 201, turns: {min: 2}}
  - name: edge
    by: tag
    values: [refusal, en]
targets:
  each_value: 9
  each_pair: 3
  values:
    topic=Terms & Conditions: 5
  pairs:
    "topic=Terms & Conditions & language=german": 4
  shares:
    language=german: 0.25
  impossible:
    - {topic: no, edge: refusal}
"""


def test_the_sample_is_valid() -> None:
    contract = read_contract(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name)
    assert contract.sizes == (13, 3, 2, 6)
    floors = contract.floors()
    assert floors.each[:2] == (12, 2)
    assert floors.exact[contract.words.cell("edge=refusal")] == 8
    assert contract.describe(next(iter(floors.impossible))) == "moving-house × tool-error"
    assert contract.brief.startswith("Answers of Norda's support desk: heat pumps")


def test_all_that_may_be_written() -> None:
    contract = read_contract(FULL, "full")
    floors = contract.floors()
    assert contract.facets[0].words == ("billing", "Terms & Conditions", "no")
    assert floors.exact == {((0, 1),): 5, ((0, 1), (1, 1)): 4}
    assert floors.shares == {(1, 1): 0.25}
    assert floors.impossible == {((0, 2), (3, 0))}
    assert contract.facets[2].rules()[1].side == "prompt"
    assert contract.describe(((0, 2), (1, 0))) == "topic=no × language=en"
    assert contract.describe(((1, 1), (3, 0))) == "german × refusal"
    assert contract.words.named(((3, 0),)) == {"edge": "refusal"}


@pytest.mark.parametrize("text", [FULL, SAMPLE.read_text(encoding="utf-8")], ids=["full", "sample"])
def test_what_is_written_is_read_back(text: str) -> None:
    contract = read_contract(text, "t")
    written = write_contract(contract)
    assert read_contract(written, "t") == contract
    assert "# " in written
    assert max(map(len, written.split("\n"))) <= 110


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=150, deadline=None)
@given(st.lists(words, min_size=1, max_size=5, unique_by=lambda word: word.strip().casefold()), words, words)
def test_any_words_survive_writing(values: list[str], brief: str, pattern: str) -> None:
    facets = (
        Facet.model_validate({"name": "a", "field": "x", "values": values}),
        Facet(name="b", values={word: Rule(tag=(word, pattern)) for word in values[:1]}),
    )
    contract = Contract(brief=brief, facets=facets, targets=Targets(each_value=2))
    assert read_contract(write_contract(contract), "t") == contract


def _facet(text: str) -> str:
    return "facets:\n  - name: a\n" + "".join(f"    {line}\n" for line in text.split("\n"))


FAULTS = [
    ("", 1, "", "has the keys brief, facets"),
    ("- a", 1, "", "has the keys brief, facets"),
    ("facets: [", 1, "", "not YAML"),
    ("a: 1\n  b: 2", 2, "", "not YAML"),
    ("a: \x01", 1, "", "control character"),
    ("brief: x", 1, "facets", "list of facets"),
    ("facets: []", 1, "facets", "none here, at least 1"),
    ("facets: [x]", 1, "facets.1", "has a name"),
    ("brief: a\nbrief: b", 2, "brief", "stands here twice"),
    ("breif: a\nfacets: []", 1, "breif", "did you mean 'brief'?"),
    (_facet("feild: x\nvalues: [b]"), 3, "facets.a.feild", "did you mean 'field'?"),
    (_facet("rule: lenght\nvalues: [b]"), 3, "facets.a.rule", "did you mean 'length'?"),
    (_facet("by: tags\nvalues: [b]"), 3, "facets.a.by", "did you mean 'tag'?"),
    (_facet("field: x"), 2, "facets.a.values", "is missing"),
    (_facet("field: x\nvalues: []"), 4, "facets.a.values", "at least 1"),
    (_facet("field: x\nvalues: [b, '']"), 4, "facets.a.values.2", "a value is a word"),
    (_facet("field: x\nvalues:\n  - b\n  - B"), 6, "facets.a.values.2", "line 5"),
    (_facet("field: x\nby: tag\nvalues: [b]"), 4, "facets.a.by", "both tell"),
    (_facet("values: [b]"), 2, "facets.a", "nothing says"),
    ("facets:\n  - {name: a, by: tag, values: [b]}\n  - {name: A, by: tag, values: [b]}", 3, "facets.A.name",
     "stands here twice"),
    ("facets:\n  - {name: a=b, by: tag, values: [b]}", 2, "facets.a=b.name", "cannot have ="),
    (_facet("rule: length\nvalues:\n  b: {min_chars: 9, max_chars: 3}"), 5, "facets.a.values.b",
     "never match"),
    (_facet("rule: length\nvalues:\n  b: {min_char: 9}"), 5, "facets.a.values.b.min_char", "'min_chars'?"),
    (_facet("rule: length\nvalues:\n  b: {min_chars: many}"), 5, "facets.a.values.b.min_chars",
     "whole number"),
    (_facet("rule: length\nvalues:\n  b: {min_chars: -1}"), 5, "facets.a.values.b.min_chars", "greater than"),
    (_facet("rule: length\nvalues: [b]"), 4, "facets.a.values.1", "nothing says when"),
    (_facet("rule: length\nvalues:\n  b: {tools: true}"), 5, "facets.a.values.b", "nothing about length"),
    (_facet("rule: length\nvalues:\n  b: {max_chars: 9}\n  c: {max_chars: 4}"), 6, "facets.a.values.c",
     "'b' comes first"),
    (_facet("rule: turns\nvalues:\n  b: {turns: {min: 3, max: 1}}"), 5, "facets.a.values.b", "never match"),
    (_facet("rule: turns\nvalues:\n  b: {turns: {mni: 3}}"), 5, "facets.a.values.b.turns.mni", "'min'?"),
    (_facet("rule: turns\nvalues:\n  b: {turns: {min: 2}}\n  c: {turns: 3}"), 6, "facets.a.values.c",
     "first"),
    (_facet("rule: language\nvalues: [en, german]"), 4, "facets.a.values.2", "write german: {language: de}"),
    (_facet("rule: format\nvalues: [jsn]"), 4, "facets.a.values.1", "there are: json"),
    (_facet("rule: format\nvalues:\n  b: {format: jsn}"), 5, "facets.a.values.b.format",
     "did you mean 'json'?"),
    (_facet("rule: tools\nvalues: [perhaps]"), 4, "facets.a.values.1", "neither yes nor no"),
    (_facet("rule: regex\nvalues:\n  b: '('"), 5, "facets.a.values.b", "cannot be read"),
    (_facet("rule: regex\nvalues:\n  b: ''"), 5, "facets.a.values.b", "matches every row"),
    (_facet("values:\n  b: {equals: x}"), 4, "facets.a.values.b", "needs a `field`"),
    (_facet("field: x\nvalues:\n  b: {side: chosen}"), 5, "facets.a.values.b", "`side` is given"),
    (_facet("field: x\nvalues:\n  b: {otherwise: true}"), 5, "facets.a.values.b", "only value"),
    (_facet("field: x\nvalues:\n  b: {otherwise: true}\n  c: {otherwise: true}"), 5, "facets.a.values.b",
     "keep one"),
    (_facet("field: x\nvalues: [b]\nvalues: [c]"), 5, "values", "twice"),
    (FULL + "  each_vlaue: 3\n", 32, "targets.each_vlaue", "did you mean 'each_value'?"),
    (FULL.replace("each_value: 9", "each_value: -9"), 22, "targets.each_value", "greater than or equal"),
    (FULL.replace("each_value: 9", "each_value: lots"), 22, "targets.each_value", "whole number"),
    (FULL.replace("    topic=Terms & Conditions:", "    topc=billing:"), 25,
     "targets.values.topc=billing", "did you mean 'topic'?"),
    (FULL.replace("    topic=Terms & Conditions:", "    topic=biling:"), 25,
     "targets.values.topic=biling", "did you mean 'billing'?"),
    (FULL.replace("    topic=Terms & Conditions:", "    billing:"), 25, "targets.values.billing",
     "facet=value"),
    (FULL.replace('"topic=Terms & Conditions & language=german"', "topic=billing"), 27,
     "targets.pairs.topic=billing", "a=x & b=y"),
    (FULL.replace('"topic=Terms & Conditions & language=german"', "topic=billing & topic=no"), 27,
     "targets.pairs.topic=billing & topic=no", "one value"),
    (FULL.replace("0.25", "1.25"), 29, "targets.shares.language=german", "less than 1"),
    (FULL.replace("0.25", ".nan"), 29, "targets.shares.language=german", "number"),
    (FULL.replace("0.25", "0.75\n    language=en: 0.5"), 30, "targets.shares.language=en", "more than 1"),
    (FULL.replace("topic: no, edge: refusal", "topic: no, egde: refusal"), 31,
     "targets.impossible.1.egde", "did you mean 'edge'?"),
    (FULL.replace("topic: no, edge: refusal", "topic: no"), 31, "targets.impossible.1", "two facets"),
    ("facets:\n" + "".join(f"  - {{name: a{n}, by: tag, values: [b]}}\n" for n in range(11)), 1, "facets",
     "at most 10"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "words"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_by_file_line_and_key(text: str, line: int, key: str, words: str) -> None:
    with pytest.raises(StudioError) as caught:
        read_contract(text, "my.contract.yaml")
    said = str(caught.value)
    assert said.startswith(f"my.contract.yaml, line {line}" + (f", {key}" if key else ":"))
    assert words in said


BOMB = "a: &a [x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "aliases"),
        ("x: !!python/object/apply:os.system [ls]", "tag"),
        ("x: !thing 1", "tag"),
        ("[" * 50_000, "deep"),
        ("a: {" * 5000, "deep"),
        ("---\na: 1\n---\nb: 2", "second document"),
        ("? [a, b]\n: c", "key must be a word"),
        ("x" * 500_000, "too large"),
    ],
    ids=["bomb", "python", "tag", "lists", "mappings", "documents", "key", "large"],
)
def test_hostile_yaml_is_refused_before_it_is_built(text: str, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        read_contract(text, "t")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mangled_contract_is_read_or_refused_never_a_traceback(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(FULL)))
    cut = data.draw(st.integers(0, 12))
    mangled = FULL[:place] + data.draw(st.text(max_size=4)) + FULL[place + cut :]
    with suppress(StudioError):
        read_contract(mangled, "t")
