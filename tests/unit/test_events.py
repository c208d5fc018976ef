"""Processes declare what happens in them: each kind of event once, with a sentence, by a process that is wired."""

from __future__ import annotations

import importlib
import pkgutil
from string import Formatter

from simulator import economy
from simulator.economy.catalogue import EVENTS, PROCESSES
from simulator.engine.declarations import Event

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(economy.__path__, f"{economy.__name__}.")
]


def test_every_module_that_can_be_started_is_a_process_of_the_catalogue() -> None:
    assert {module for module in MODULES if hasattr(module, "start")} == set(PROCESSES)


def test_every_event_that_a_module_makes_is_declared_by_a_process() -> None:
    made = {entry for module in MODULES for entry in vars(module).values() if isinstance(entry, Event)}
    assert made == set(EVENTS.values())


def test_no_two_processes_declare_the_same_key() -> None:
    declared = [event.key for process in PROCESSES for event in getattr(process, "EVENTS", ())]
    assert sorted(declared) == sorted(set(declared))


def test_every_event_has_a_sentence() -> None:
    for event in EVENTS.values():
        assert event.sentence.endswith("."), event.key
        fields = {name for _, name, _, _ in Formatter().parse(event.sentence) if name is not None}
        assert fields <= {"subject", "amount", "times"}, event.key
