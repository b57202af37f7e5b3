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
    (("Где?", "Ð’ Ð\x9cÐ¾Ñ\x81ÐºÐ²Ðµ, в кафе."), "mojibake"),
    (("在哪里？", "ä¸­å›½"), "mojibake"),
    (("Where?", "Here.\x85There."), "control"),
    (("Is cafÃ© a word?", "Yes."), "mojibake"),
    (("Where?", "Here.", "Here &nbsp; there."), "entities"),
    (("Which firm?", "Smith &amp; Sons."), "entities"),
]
LEAVES_ALONE = [
    ("Où?", "Dans un café à Zürich, à côté de l'hôtel “Étoile”."),
    ("Wo?", "ÄÖÜ, Straße, Ångström, Ça va, Ação, Âme."),
    ("Which HTML entity stands for an ampersand?", "It is &amp; in HTML."),
    ("Write Python code that prints two lines.", 'print("a\\nb")'),
    ("Emoji?", "👩‍👩‍👧 and ❤️"),
    ("Where?", "Line one.\n\tLine two.\r\nLine three."),
    ("Qui?", "Éloïse écrivit « naïveté » à l'âge de 9 ans… c’est vrai."),
    ("Which path?", "It is C:\\new\\users, on the disk."),
    ("Ai đó?", "Ông ấy là giáo viên ở Huế."),
    ("Who pays?", "Smith & Sons; R&D; AT&T."),
    ("在哪里？", "在北京的一家咖啡馆。"),
]
