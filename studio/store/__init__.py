"""The only code that touches the project file. It decides nothing about the data in it."""
