"""Tests of studio.checks."""
