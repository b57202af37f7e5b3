"""Cases of the check `language`."""

GERMAN = "Die Pumpe hebt das Wasser aus dem unteren Becken in das obere, und ein Ventil hält es dort fest."
ENGLISH = "The pump lifts the water from the lower basin to the upper one, and a valve keeps it there."
FRENCH = "La pompe élève l'eau du bassin inférieur vers le bassin supérieur, et une vanne la retient."
CHINESE = "水泵把水从下池抽到上池，阀门把水留在那里。"
FLAGS = [
    (("How does the pump of this house work?", GERMAN), "other-language"),
    (("Wie funktioniert die Pumpe in diesem Haus eigentlich?", ENGLISH), "other-language"),
    (("How does the pump of this house work?", CHINESE), "other-language"),
    (("水泵是怎么工作的？请解释一下。", ENGLISH), "other-language"),
    (("Как работает насос в этом доме?", ENGLISH), "other-language"),
    (("Comment fonctionne la pompe de cette maison ?", GERMAN), "other-language"),
    (("How does the pump of this house work?", "Это делает насос."), "other-language"),
    (("How does the pump of this house work?", ENGLISH, FRENCH), "other-language"),
]
LEAVES_ALONE = [
    ("How does the pump of this house work?", ENGLISH),
    ("Translate this into German: the pump lifts the water.", GERMAN),
    ("Say in French how the pump of this house works.", FRENCH),
    ("Wie funktioniert die Pumpe in diesem Haus eigentlich?", GERMAN),
    ("How do you say yes over there?", "Oui"),
    ("Which cities of Norway are the largest ones?", "Oslo, Bergen, Trondheim, Stavanger, Drammen, Tromsø"),
    ("Write the function that adds the two numbers.", "def add(a, b):\n    return a + b\nprint(add(1, 2))\n"),
    ("What does this say?\n\n" + GERMAN, GERMAN),
    ("这是什么意思？ The quick brown fox jumps over the lazy dog.", "这句的意思是：一只狐狸跳过了一只狗。"),
    ("Wer schrieb das Buch, von dem alle sprechen?", "John Ronald Reuel Tolkien"),
    ("水泵是怎么工作的？", CHINESE),
]
