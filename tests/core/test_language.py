"""The language of a text, and when none is told."""

import pytest

from studio.core.language import language_of, seems_english


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The pump lifts the water from the lower basin to the upper one.", "en"),
        ("Name three rivers that flow through the city.", "en"),
        ("Die Pumpe hebt das Wasser aus dem unteren Becken in das obere.", "de"),
        ("La pompe élève l'eau du bassin inférieur vers le bassin supérieur.", "fr"),
        ("La bomba eleva el agua desde la cuenca inferior hasta la superior.", "es"),
        ("Насос поднимает воду из нижнего бассейна в верхний.", "ru"),
        ("المضخة ترفع الماء من الحوض السفلي إلى الحوض العلوي.", "ar"),
        ("水泵把水从下池抽到上池。", "zh"),
        ("ポンプは下の池から上の池へ水をくみ上げます。", "ja"),
        ("펌프는 아래 수조에서 위 수조로 물을 끌어올립니다.", "ko"),
        ("ปั๊มสูบน้ำจากอ่างล่างขึ้นไปยังอ่างบน", "th"),
        ("東京の天気は晴れ、気温は二十度。", "ja"),
        ("他说日语里的“の”很常见，写法也很简单，学起来不难。", "zh"),
        ("Οι αντλίες ανεβάζουν το νερό.", "el"),
        ("Насос подымает воду, and so it goes on in the upper basin of the house near the river.", "en"),
        ("", ""),
        ("42 + 17 = 59", ""),
        ("Paris", ""),
        ("```python\nprint(1)\n```", ""),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert language_of(text) == code


def test_a_cheap_sign_of_english() -> None:
    assert seems_english("What is it?")
    assert not seems_english("Was ist das denn nun?")
    title = "Das Buch heißt The Lord, und wir lasen es im letzten Sommer alle zusammen noch einmal."
    assert not seems_english(title)


def test_hostile_texts_have_no_language() -> None:
    for text in ("a" * 100_000, "\0" * 50, "\ud800" * 20, "((((" * 9_000, "0 " * 9_000):
        assert isinstance(language_of(text), str)
