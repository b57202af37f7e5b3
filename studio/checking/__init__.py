"""Runs checks over a project and keeps what they find. What to look for is in `checks` and `similarity`."""
