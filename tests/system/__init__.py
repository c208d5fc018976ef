"""What needs more than Python and the core packages: `pytest -m system`."""
