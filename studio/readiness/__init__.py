"""One page before a training set is written: what stops, what to look at, what to know."""
