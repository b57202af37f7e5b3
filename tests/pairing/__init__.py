"""Pairs, several reviewers, and what their votes come to."""
