"""The tables of a scenario file, typed: a module a subject. `simulator.scenario.model` gathers them."""
