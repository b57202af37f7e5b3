"""Tests of studio.teacher."""
