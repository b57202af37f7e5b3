"""Cases of the check `encoding`."""

FLAGS = [
    (("Where?", "In a cafÃ© in Zürich."), "mojibake"),
    (("What did she say?", "She said â€œyesâ€\x9d."), "mojibake"),
    (("Where?", "In a caf\ufffd."), "replaced"),
    (("Where?", "Here \ud83d there."), "surrogate"),
    (("Where?", "Here\x03 there."), "control"),
    (("Where?", "Here \uf0b7 there."), "private"),
    (("Where is it?", "In a caf\\u00e9 near by."), "escapes"),
    (("How do I do it?", "First this.\\nThen that."), "newlines"),
    (("Which firm?", "Smith &amp; Sons."), "entities"),
]
LEAVES_ALONE = [
    ("Où?", "Dans un café à Zürich, à côté de l'hôtel “Étoile”."),
    ("Wo?", "ÄÖÜ, Straße, Ångström, Ça va, Ação, Âme."),
    ("Which HTML entity stands for an ampersand?", "It is &amp; in HTML."),
    ("Write Python code that prints two lines.", 'print("a\\nb")'),
    ("Emoji?", "👩‍👩‍👧 and ❤️"),
    ("Where?", "Line one.\n\tLine two.\r\nLine three."),
    ("在哪里？", "在北京的一家咖啡馆。"),
]
