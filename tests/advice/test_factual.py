"""How factual an answer is: numbers and names that its prompt does not hold."""

import pytest

from studio.advice.factual import factual_share, own_statements
from studio.core.example import Example, say


@pytest.mark.parametrize(
    ("prompt", "answer", "stated"),
    [
        ("When?", "It was in 1969, in July.", {"1969", "july"}),
        ("Did it happen in 1969?", "Yes, in 1969.", set()),
        ("Who wrote it?", "It is by Kazuo Ishiguro, of course.", {"kazuo ishiguro"}),
        ("Who?", "Nobody knows. Perhaps later.", set()),
        ("How?", "Do step 1, then 2.", set()),
        ("How much?", "Set it to 21.5, not 3.", {"21.5"}),
        ("Write code.", "Do this: ```x = 1234``` and `y = 99`.", set()),
        ("Wie?", "Die Heizung im Haus hat einen Regler und eine Pumpe im Keller.", set()),
        ("何？", "1969年に始まりました。", {"1969"}),
        ("", "", set()),
    ],
)
def test_what_an_answer_states_of_its_own(prompt: str, answer: str, stated: set[str]) -> None:
    assert own_statements(prompt, answer) == stated


def test_the_share_counts_answers_and_passes_over_prompts() -> None:
    rows = [Example(say("user", "When?"), say("assistant", text)) for text in ("In 1969.", "Now.", "Soon.")]
    share, looked_at = factual_share([*rows, Example(say("user", "Why?"))])
    assert looked_at == 3
    assert share.value == pytest.approx(1 / 3)
    assert share.low < 1 / 3 < share.high
    assert factual_share([])[1] == 0
