"""Speed, measured side by side in one run: `python -m tests.benchmarks`. Never part of the tests."""
