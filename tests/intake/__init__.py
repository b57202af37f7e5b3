"""Tests of studio.intake."""
