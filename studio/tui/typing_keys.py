"""Keys typed into a one-line field, done at once and in order.

A field that takes keys from its own queue would let keys typed ahead of it (over a slow line, from
a paste) reach the screen as commands; so the screen hands each key to the field itself.
"""

from textual.widgets import Input


def type_key(field: Input, key: str, character: str | None) -> bool:
    """Do what a key does in a field; False when it does nothing there (enter and escape among them)."""
    actions = {
        "backspace": field.action_delete_left,
        "ctrl+h": field.action_delete_left,
        "delete": field.action_delete_right,
        "left": field.action_cursor_left,
        "right": field.action_cursor_right,
        "home": field.action_home,
        "end": field.action_end,
        "ctrl+a": field.action_home,
        "ctrl+e": field.action_end,
        "ctrl+w": field.action_delete_left_word,
        "ctrl+left": field.action_cursor_left_word,
        "ctrl+right": field.action_cursor_right_word,
        "ctrl+u": field.action_delete_left_all,
        "ctrl+k": field.action_delete_right_all,
    }
    if key in actions:
        actions[key]()
        return True
    if character is not None and character.isprintable():
        field.insert_text_at_cursor(character)
        return True
    return False
