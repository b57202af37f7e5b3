"""Tests of the shapes of input rows."""
