"""Tables of cases, one for each format and under its name; a test demands that none is missing."""
