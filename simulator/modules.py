"""What stands in a package is found there: its modules by name, and what each of them declares."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Declared = TypeVar("Declared")


def modules_of(package: str) -> tuple[ModuleType, ...]:
    """Every module of a package, imported, in the order of their names."""
    path = importlib.import_module(package).__path__
    return tuple(
        importlib.import_module(f"{package}.{name}")
        for name in sorted(found.name for found in pkgutil.iter_modules(path))
    )


def declared_in(package: str, name: str, kind: type[Declared]) -> tuple[Declared, ...]:
    """What every module of a package declares by one name, in the order of the modules' names.

    Raises
    ------
    TypeError
        If a module declares nothing by that name, or something of another kind: it would be forgotten.
    """
    declared = []
    for module in modules_of(package):
        found = getattr(module, name, None)
        if not isinstance(found, kind):
            raise TypeError(f"{module.__name__} declares no {name} of the kind {kind.__name__}")
        declared.append(found)
    return tuple(declared)
