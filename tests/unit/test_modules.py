"""What stands in a package is found in the order of its name; what it does not declare is not forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.modules import declared_in, modules_of


def a_package(folder: Path, **modules: str) -> str:
    """A package of the folder's name, which Python finds."""
    (folder / "__init__.py").touch()
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder.name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / f"found_of_{tmp_path.name}"
    folder.mkdir()
    return folder


def test_modules_are_found_in_the_order_of_their_names(folder: Path) -> None:
    package = a_package(folder, winter="", actuals="", prices="")
    names = [module.__name__.rpartition(".")[2] for module in modules_of(package)]
    assert names == ["actuals", "prices", "winter"]


def test_what_modules_declare_comes_in_the_order_of_their_names(folder: Path) -> None:
    assert declared_in(a_package(folder, b="YEAR = 2", a="YEAR = 1"), "YEAR", int) == (1, 2)


@pytest.mark.parametrize("text", ["", "YAER = 2", 'YEAR = "2"'])
def test_a_module_that_declares_nothing_fitting_is_named(folder: Path, text: str) -> None:
    package = a_package(folder, a="YEAR = 1", b=text)
    with pytest.raises(TypeError, match=rf"{package}\.b declares no YEAR of the kind int"):
        declared_in(package, "YEAR", int)
