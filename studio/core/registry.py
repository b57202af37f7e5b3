"""Finds the plug-ins in a package: every module that defines one name. It imports, it never installs."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def plugins(package: str, attribute: str) -> tuple[object, ...]:
    """What each module of a package binds to `attribute`, in order of module names.

    A module without the attribute is not a plug-in and is passed over. One new file is thus the
    whole change that a new format, check, exporter or launcher needs.
    """
    root = importlib.import_module(package)
    found: list[object] = []
    for info in sorted(pkgutil.iter_modules(root.__path__), key=lambda item: item.name):
        module: ModuleType = importlib.import_module(f"{package}.{info.name}")
        if hasattr(module, attribute):
            found.append(getattr(module, attribute))
    return tuple(found)
