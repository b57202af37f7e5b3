"""Arithmetic on text: which rows say the same thing, and why. It knows no screen and no store."""
