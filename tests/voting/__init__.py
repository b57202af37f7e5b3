"""Tests of `studio.voting`."""
