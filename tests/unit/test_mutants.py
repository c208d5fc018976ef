"""The mutation program: which faults it puts in, where, and that its list of survivors is of faults that there are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from evidence.mutants.__main__ import SURVIVORS, read_survivors
from evidence.mutants.mutations import modules, mutants, sampled
from evidence.mutants.trial import FITTING, STAGES

ROOT = Path(__file__).parents[2]
SOURCE = '''"""A module."""

from __future__ import annotations


def due(owed: float, paid: float = 0.0) -> float:
    """What is left."""
    assert owed >= 0
    if owed < paid and paid:
        raise ValueError("more than 1")
    return max(owed - paid, 1.5)
'''


def test_every_fault_of_a_small_module_and_none_in_what_it_says_or_asserts() -> None:
    assert [mutant.name.removeprefix("m.py due: ") for mutant in mutants(SOURCE.encode(), "m.py")] == [
        "0.0 → (1.0)",
        "owed < paid and paid → (not (owed < paid and paid))",
        "owed < paid and paid → (owed < paid or paid)",
        "owed < paid → (owed <= paid)",
        "owed < paid → (owed >= paid)",
        "max(owed - paid, 1.5) → (min(owed - paid, 1.5))",
        "max(owed - paid, 1.5) → (owed - paid)",
        "max(owed - paid, 1.5) → (1.5)",
        "owed - paid → (owed + paid)",
        "1.5 → (2.5)",
        "1.5 → (0.0)",
    ]


def test_a_fault_is_put_where_it_was_found_behind_letters_of_two_bytes_too() -> None:
    (fault,) = mutants("φ = 'Σ'; x = a + b\n".encode(), "m.py")
    assert fault.applied("φ = 'Σ'; x = a + b\n".encode()).decode() == "φ = 'Σ'; x = (a - b)\n"


def test_a_sample_is_the_same_each_time_and_of_every_module_alike() -> None:
    chosen = sampled(ROOT, number=2 * len(modules(ROOT)), seed=1)
    assert chosen == sampled(ROOT, number=2 * len(modules(ROOT)), seed=1)
    assert {mutant.file for mutant in chosen} == set(modules(ROOT))
    assert max(sum(mutant.file == file for mutant in chosen) for file in modules(ROOT)) <= 3
    for mutant in chosen:
        ast.parse(mutant.applied((ROOT / mutant.file).read_bytes()))


@pytest.mark.parametrize("mutant", read_survivors(SURVIVORS))
def test_a_survivor_on_the_list_is_a_fault_of_the_engine_as_it_is(mutant: str) -> None:
    file = mutant.partition(" ")[0]
    assert mutant in {found.name for found in mutants((ROOT / file).read_bytes(), file)}


def test_all_tests_that_a_mutant_meets_are_there() -> None:
    asked = [
        word
        for stage in [*STAGES, *FITTING.values()]
        for word in stage
        if word.startswith(("tests", "--ignore="))
    ]
    assert all((ROOT / word.removeprefix("--ignore=")).exists() for word in asked)
