"""Shapes of input rows, one file each. A format reads a JSON object; it never opens a file."""
