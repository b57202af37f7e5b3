"""Tests of the arithmetic on text."""
