"""Tests of studio.tui."""
