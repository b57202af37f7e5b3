"""Exports in the hands of the trainers themselves: `make test-trainers`.

They need environments of their own (`environments.sh FOLDER`, about 7 GB and a package index), so
the default run does not collect them: conftest.py does so only where STUDIO_TRAINERS names that
folder. A trainer whose environment is not there fails. CPU is enough, and no hub is asked.
"""
