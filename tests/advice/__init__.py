"""Tests of studio.advice."""
