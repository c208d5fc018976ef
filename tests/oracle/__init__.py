"""The independent model: one future at a time, written from `docs/model.md` and the scenario schema alone."""
