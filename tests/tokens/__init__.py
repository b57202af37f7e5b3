"""Tests of studio.tokens."""
