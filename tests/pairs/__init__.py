"""Tests of `studio.pairs`."""
