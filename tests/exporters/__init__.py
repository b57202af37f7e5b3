"""Tests of studio.exporters."""
