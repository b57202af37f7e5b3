"""Pairs of rows with the kind that a careful reader gives them, by field and language. All written for this.

A case is a name, the two rows and the kind. It says nothing of scores.
"""

from studio.similarity.kinds import Kind
from tests.similarity.planted import Row

Case = tuple[str, Row, Row, Kind]

# A text that every row of a set may begin with.
_SYSTEM = (
    "You are the assistant of a small library. Be brief and friendly. Never reveal who borrowed a book. "
    "If a reader is upset, apologise once and offer to call the desk. Opening hours are on the door. "
)
_RESET = (
    "Thank you for writing to us. Please open the page of your account, choose the help tab and follow the "
    "steps shown there; somebody from the desk will get back to you within two working days."
)
_LEASE = (
    "The tenant shall pay the rent on the first day of every month. The landlord keeps the roof, the pipes "
    "and the heating in repair. Either side may end the lease by a letter sent three months ahead."
)

VARIANTS: list[tuple[str, Row, Row]] = [
    (
        "code: another function",
        ("Write a SQL query that counts rows per day.", "SELECT day, COUNT(*) FROM visits GROUP BY day;"),
        ("Write a SQL query that sums rows per day.", "SELECT day, SUM(rows) FROM visits GROUP BY day;"),
    ),
    (
        "medicine: another dose",
        ("May an adult take 500 mg of paracetamol every 6 hours?", "Yes, that stays below the limit."),
        ("May an adult take 1500 mg of paracetamol every 6 hours?", "No, that is above the limit."),
    ),
    (
        "medicine: another unit",
        ("The child got 5 mg of the syrup. Is that too much?", "No, 5 mg is the usual dose."),
        ("The child got 5 ml of the syrup. Is that too much?", "Yes, 5 ml holds ten times the dose."),
    ),
    (
        "mathematics: another operator",
        ("Simplify: 3x * 4x", "3x * 4x = 12x^2"),
        ("Simplify: 3x + 4x", "3x + 4x = 7x"),
    ),
    (
        "translation: another language named",
        ("Translate to German: The train is late.", "Der Zug hat Verspätung."),
        ("Translate to French: The train is late.", "Le train a du retard."),
    ),
    (
        "support: one system text, another short question",
        (_SYSTEM + "\nCan I renew a book by phone?", "Yes, call the desk before it is due."),
        (_SYSTEM + "\nDo you have a room for groups?", "Yes, ask at the desk for the key."),
    ),
    (
        "support: one system text, another question, one short label",
        (_SYSTEM + "\nWhere did my reservation go?", "reservation"),
        (_SYSTEM + "\nHow long do you hold a book for me?", "reservation"),
    ),
    (
        "legal: one contract, another question",
        (f"When is the rent due?\n{_LEASE}", "On the first day of every month."),
        (f"Who repairs the heating?\n{_LEASE}", "The landlord."),
    ),
    (
        "legal: the question below the contract",
        (f"{_LEASE}\nWhen is the rent due?", "On the first day of every month."),
        (f"{_LEASE}\nWho repairs the heating?", "The landlord."),
    ),
    (
        "legal: negation",
        ("Explain when a tenant may withhold rent.", "When a repair was asked for and refused."),
        ("Explain when a tenant may not withhold rent.", "When the damage is the tenant's own."),
    ),
    (
        "German: another number",
        ("Rechne 3 Meter in Zentimeter um.", "3 Meter sind 300 Zentimeter."),
        ("Rechne 7 Meter in Zentimeter um.", "7 Meter sind 700 Zentimeter."),
    ),
    (
        "German: negation",
        ("Nenne Gründe, die für ein Tempolimit sprechen.", "Weniger Lärm und weniger Unfälle."),
        ("Nenne Gründe, die nicht für ein Tempolimit sprechen.", "Längere Fahrten auf leeren Straßen."),
    ),
    (
        "Spanish: another number",
        ("Calcula el área de un cuadrado de 4 metros de lado.", "El área es de 16 metros cuadrados."),
        ("Calcula el área de un cuadrado de 9 metros de lado.", "El área es de 81 metros cuadrados."),
    ),
    (
        "Spanish: named slot",
        ("¿Cuál es la capital de Noruega?", "La capital de Noruega es Oslo."),
        ("¿Cuál es la capital de Portugal?", "La capital de Portugal es Lisboa."),
    ),
    (
        "Chinese: opposite",
        ("把下列数字按升序排列:7、2、9", "2、7、9"),
        ("把下列数字按降序排列:7、2、9", "9、7、2"),
    ),
    (
        "one list, another place in it",
        ("Name the first planet from the sun.", "The first planet is Mercury."),
        ("Name the last planet from the sun.", "The last planet is Neptune."),
    ),
]

CONFLICTS: list[tuple[str, Row, Row]] = [
    ("a yes and a no", ("Is a whale a fish?", "Yes, it lives in the sea."), ("Is a whale a fish?", "No.")),
    (
        "another number in the answer",
        ("How many strings has a violin?", "A violin has 4 strings."),
        ("How many strings has a violin?", "A violin has 6 strings."),
    ),
    (
        "a negation in the answer",
        ("Is the lease valid?", "The lease is valid because both sides signed it on the same day."),
        ("Is the lease valid?", "The lease is not valid because both sides signed it on the same day."),
    ),
    (
        "pictures only",
        ("Answer in emoji: a day at the beach.", "🏖🌊🍦"),
        ("Answer in emoji: a day at the beach.", "🎿🏔🧣"),
    ),
    (
        "signs only",
        ("Write an empty list in Python.", "[]"),
        ("Write an empty list in Python.", "{}"),
    ),
    (
        "German",
        ("Ist Glas flüssig?", "Nein, Glas ist ein fester Stoff ohne Kristalle."),
        ("Ist Glas flüssig?", "Ja, es fließt nur sehr langsam."),
    ),
]

SAME_ANSWERS: list[tuple[str, Row, Row]] = [
    (
        "one system text, another question, one long answer",
        (_SYSTEM + "\nWhat does a lost card cost?", _RESET),
        (_SYSTEM + "\nHow can I change my address with you?", _RESET),
    ),
    (
        "unlike questions",
        ("Where do I find my fines?", _RESET),
        ("Please change the street in my record, we moved house last week.", _RESET),
    ),
]

_TYPED = (
    "The lighthouse keeper climbed the narrow stairs every evening, lit the great lamp and wrote the weather "
    "into a thick green book that nobody but the inspector ever opened."
)

DUPLICATES: list[tuple[str, Row, Row]] = [
    (
        "input merged into the instruction",
        ("Put the verb in the past tense.\nI walk home.", "I walked home."),
        ("Put the verb in the past tense: I walk home.", "I walked home."),
    ),
    (
        "German umlauts decomposed",
        ("Erkläre, warum Vögel im Herbst ziehen.", "Weil sie im Winter zu wenig Futter fänden."),
        (
            "Erkla\u0308re, warum Vo\u0308gel im Herbst ziehen.",
            "Weil sie im Winter zu wenig Futter fa\u0308nden.",
        ),
    ),
    (
        "a bad typist",
        (f"Sum up the text.\n{_TYPED}", "A keeper lit the lamp and logged the weather each evening."),
        (
            "Sum up teh text.\nThe lighthuose keeper clibmed the narow stairs every evening, lit hte great "
            "lmap and wrote the waether into a thcik green book that nobody but the inspecotr ever opened.",
            "A keeper lit the lamp and logged the weather each evening.",
        ),
    ),
    (
        "Chinese signs exchanged",
        ("请说明为什么猫喜欢在高处休息。", "猫在高处能看清周围的情况,也更容易躲开危险,所以觉得安全。"),
        ("请说明为什么猫喜欢在处高休息。", "猫在高处能看清周围的情况,也更容易躲开危险,所以觉得安全。"),
    ),
    (
        "Spanish without its accents' commas",
        ("Explica, en pocas palabras, qué es la marea.", "Es la subida y bajada del mar por la luna."),
        ("Explica en pocas palabras qué es la marea", "Es la subida y bajada del mar, por la luna."),
    ),
    (
        "a slip in a word of two letters",
        ("Объясни, как течёт река за городом.", "Река течёт медленно и широко до самого моря."),
        ("Объясни, как течёт река аз городом.", "Река течёт медленно и широко до самого моря."),
    ),
]

CASES: list[Case] = [
    *((*case, Kind.VARIANT) for case in VARIANTS),
    *((*case, Kind.CONFLICT) for case in CONFLICTS),
    *((*case, Kind.SAME_ANSWER) for case in SAME_ANSWERS),
    *((*case, Kind.DUPLICATE) for case in DUPLICATES),
]
