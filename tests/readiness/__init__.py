"""Tests of studio.readiness."""
