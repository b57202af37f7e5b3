"""Formats of texts, told by looking."""

import pytest

from studio.coverage.text_format import format_of


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("", None),
        (" \n ", None),
        ('{"a": [1, 2]}', "json"),
        ("  [1, 2]\n", "json"),
        ('```json\n{"a": 1}\n```', "json"),
        ("{not json}", "prose"),
        ("42", "prose"),
        ("[" * 9000 + "]" * 9000, "prose"),
        ('{"a": 1' + "0" * 6000 + "}", "prose"),
        ("```python\nprint(1)\n```", "code"),
        ("Do this:\n\n```\nls\n```\nDone.", "code"),
        ("~~~\nx\n~~~", "code"),
        ("Write ``` in a line of prose", "prose"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "table"),
        ("a | b\n--- | :-:\n1 | 2", "table"),
        ("<table>\n<tr><td>1</td></tr></table>", "table"),
        ("- one\n- two", "list"),
        ("Steps:\n1. one\n2. two\n   more of two\n3) three", "list"),
        ("- only one", "prose"),
        ("A long story.\nIt goes on.\nAnd on.\nAnd on.\nAnd on.\n- one\n- two", "prose"),
        ("-5 degrees is cold.\n-7 is colder.", "prose"),
        ("Just words -- with | marks", "prose"),
    ],
)
def test_format(text: str, format: str | None) -> None:
    assert format_of(text) == format
