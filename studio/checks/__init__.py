"""One file is one check of single rows: it looks, and says what it saw. It decides nothing."""
