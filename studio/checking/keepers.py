"""Which member of a group is kept: the rules there are, by name and in words. It ranks no row itself."""

RULES: dict[str, tuple[str, ...]] = {
    "best": ("edited", "accepted", "judged", "whole", "longer", "earlier"),
    "earlier": ("edited", "accepted", "earlier"),
    "longer": ("edited", "accepted", "longer", "earlier"),
    "shorter": ("edited", "accepted", "whole", "shorter", "earlier"),
}
_WORDS = {
    "edited": "edited by a person",
    "accepted": "accepted",
    "judged": "higher judged",
    "whole": "not cut off",
    "longer": "clearly longer",
    "shorter": "clearly shorter",
    "earlier": "earlier",
}


def rule_in_words(rule: str) -> str:
    """A keeper rule as a person reads it."""
    return " > ".join(_WORDS[name] for name in RULES[rule])
