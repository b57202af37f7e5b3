"""Trainers, one file each: the config that a trainer takes as it is. Nothing here starts a run."""
