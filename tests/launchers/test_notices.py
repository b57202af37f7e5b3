"""Words of warning that several trainers share."""

import pytest

from studio.extension import Launcher, TokenStats, all_launchers
from studio.launchers.notices import cut_notice, template_notices
from studio.launchers.trl import plans
from tests.launchers.launches import make_launch


@pytest.mark.parametrize(
    ("length", "words"), [(950, "under 1 %"), (850, "1 to 5 %"), (500, "5 to 50 %"), (50, "more than half")]
)
def test_how_many_rows_are_cut(length: int, words: str) -> None:
    stats = TokenStats(100, 800, 900, 1000, 5000, exact=True)
    launch = make_launch(tokens={"sft": stats}, training={"max_length": length})
    (said,) = cut_notice(launch, plans(launch)[0], "are cut")
    assert words in said
    assert "1,000" in said
    wide = make_launch(tokens={"sft": stats}, training={"max_length": 1000})
    assert cut_notice(wide, plans(wide)[0], "are cut") == []


def test_what_a_chat_template_cannot_hold() -> None:
    assert template_notices(make_launch(has_system=True)) == []
    gemma = make_launch(base_model="google/gemma-2-9b-it", has_system=True)
    assert "no system turn" in template_notices(gemma)[0]
    assert "tools" in template_notices(make_launch(has_tools=True))[0]


@pytest.mark.parametrize(
    ("model", "bare"),
    [
        ("meta-llama/Meta-Llama-3-8B", True),
        ("meta-llama/Llama-3.1-70B", True),
        ("mistralai/Mistral-7B-v0.3", True),
        ("google/gemma-2-9b", True),
        ("google/gemma-3-4b-pt", True),
        ("meta-llama/Llama-3.1-8B-Instruct", False),
        ("mistralai/Mistral-7B-Instruct-v0.3", False),
        ("google/gemma-3-4b-it", False),
        ("Qwen/Qwen2.5-0.5B", False),
    ],
)
def test_a_base_model_without_a_template_is_told(model: str, bare: bool) -> None:
    told = template_notices(make_launch(base_model=model))
    assert any("no chat template" in text for text in told) is bare
    own = make_launch(base_model=model, training={"chat_template": "t.jinja"})
    assert template_notices(own) == []


@pytest.mark.parametrize("launcher", all_launchers(), ids=lambda launcher: launcher.name)
def test_every_notice_stands_in_the_guide(launcher: Launcher) -> None:
    launch = make_launch(base_model="acme/own", has_tools=True, max_length=256)
    guide = launcher.guide(launch)
    assert launcher.notices(launch)
    assert all(text in guide for text in launcher.notices(launch))
