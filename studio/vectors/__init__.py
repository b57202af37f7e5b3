"""Texts as points: how far prompts are from a set, and what it lacks. It knows no screen and no store."""
