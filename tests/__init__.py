"""Tests of the studio, one folder for each of its rooms."""
