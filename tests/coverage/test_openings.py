"""Opening verbs and their objects."""

import pytest

from studio.coverage.openings import opening_of


@pytest.mark.parametrize(
    ("prompt", "verb", "object"),
    [
        ("Write a short story about a fox.", "write", "story"),
        ("Please write me a Python function that sorts.", "write", "function"),
        ("Hello, can you please summarise the following text: Foxes run.", "summarise", "text"),
        ("I want you to rewrite this email.", "rewrite", "email"),
        ("List five countries in Africa", "list", "countries"),
        ("Explain why the sky is blue", "explain", "sky"),
        ("Translate to German: Good day", "translate", "german"),
        ("Summarise.\nThe fox runs.", "summarise", ""),
        ("What is the best wall?", "what", ""),
        ("Wie heize ich richtig?", "wie", ""),
        ("¿Qué hora es?", "qué", ""),
        ("Please", "please", ""),
        ("", "", ""),
        ("!!! 42", "42", ""),
    ],
)
def test_opening(prompt: str, verb: str, object: str) -> None:
    assert opening_of(prompt) == (verb, object)
