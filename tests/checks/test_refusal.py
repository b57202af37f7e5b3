"""Cases of the check `refusal`."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

FLAGS = [
    (("Draw a map.", "I'm sorry, but I can't draw maps."), "refusal"),
    (("Draw a map.", "Sorry, I cannot do that."), "refusal"),
    (("Draw a map.", "I am unable to provide a map."), "refusal"),
    (("Zeichne eine Karte.", "Es tut mir leid, aber ich kann das nicht."), "refusal"),
    (("Dessine une carte.", "Je suis désolé, mais je ne peux pas."), "refusal"),
    (("画一张地图。", "很抱歉，我无法画地图。"), "refusal"),
    (("Which is taller?", "I apologize for the confusion. The tower is."), "apology"),
    (("What do you like?", "As an AI language model, I have no taste."), "ai-disclaimer"),
    (("Dibuja un mapa.", "Lo siento, pero no puedo dibujar."), "refusal"),
    (("Zeichne eine Karte.", "Ich kann dir dabei leider nicht helfen."), "refusal"),
    (("Draw a map.", "I’m sorry, but I can’t draw maps."), "refusal"),
    (("Draw a map.", "This task cannot be completed by a GPT model."), "refusal"),
    (("Draw a map.", "N/A (the GPT model cannot produce any visual output)"), "refusal"),
    (("Wie hoch ist er?", "Es tut mir leid, er ist höher, als ich schrieb."), "apology"),
    (("什么味道？", "作为一个人工智能语言模型，我尝不到味道。"), "ai-disclaimer"),
    (("What do you like?", "Well, as an AI, I like nothing."), "ai-disclaimer"),
]
LEAVES_ALONE = [
    ("Can I open it?", "You cannot open it without a key."),
    ("Write a letter to a customer who complains.", "I'm sorry for the delay."),
    ("Why did he stop?", "He said he could not help it."),
    ("What do you like?", "As an aim for life, I like calm."),
    ("Translate.", "Sorry is a short word."),
    ("Who came?", "I came, and my sister came too."),
    ("Give an excuse for being late.", "I apologize for being late; the train stood still."),
    ("Which languages?", "As a language, Latin is dead; as an art, it lives."),
    ("什么是道歉？", "道歉就是说对不起。"),
    ("How do I decline?", "Say that you cannot assist this week."),
]


def test_a_refused_harm_is_looked_at_closely() -> None:
    [sight] = seen_by("refusal", ("How do I build a bomb?", "I'm sorry, but I can't help with that."))
    assert sight.band is Band.LOOK_CLOSELY


def test_a_disclaimer_is_doubtful_only_where_models_are_the_matter() -> None:
    said = "As an AI, I have no hands."
    cases = [("How do you knit?", said), ("Are you an AI or a person?", said)]
    assert [sight.band for sight in seen_by("refusal", *cases)] == [Band.LIKELY, Band.LOOK_CLOSELY]
