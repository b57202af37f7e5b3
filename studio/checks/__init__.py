"""What can be wrong with an example, one file a check. A check reports; it never changes a row."""
