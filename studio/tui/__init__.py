"""The screens: the only package that imports textual or rich. It decides nothing about rows."""
