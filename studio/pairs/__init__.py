"""Arithmetic on preferences: bias, agreement, ranking, blind order. It knows no screen and no store."""
