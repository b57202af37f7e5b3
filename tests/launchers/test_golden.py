"""Every trainer's files, byte for byte, and its section of LAUNCH.md. A new trainer needs its golden."""

from pathlib import Path

import pytest

from studio.core.training import Method
from studio.extension import Launcher, all_launchers
from tests.launchers.launches import make_launch

GOLDEN = Path(__file__).parents[1] / "golden" / "launch"


def golden_files(launcher: Launcher, method: Method) -> dict[str, str]:
    """What lies in `golden/launch/NAME/METHOD/`: the files and the guide.

    Scripts have `.txt` behind their names: they are written for other environments, and the
    checks of this one shall not read them.
    """
    launch = make_launch(training={"method": method})
    files = {**launcher.files(launch), "LAUNCH.md": launcher.guide(launch)}
    return {f"{name}.txt" if name.endswith(".py") else name: text for name, text in files.items()}


@pytest.mark.parametrize("method", ["lora", "qlora", "full"])
@pytest.mark.parametrize("launcher", all_launchers(), ids=lambda launcher: launcher.name)
def test_files(launcher: Launcher, method: Method) -> None:
    folder = GOLDEN / launcher.name / method
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert golden_files(launcher, method) == there
