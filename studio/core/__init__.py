"""The words of the domain, as plain values and pure functions: no files, clock, network or screen."""
