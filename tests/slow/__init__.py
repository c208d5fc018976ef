"""Long evidence: tests that take minutes, run by `pytest -m slow`."""
