"""Tests of studio.launchers."""
