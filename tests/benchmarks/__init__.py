"""Speed, measured side by side in one run: `python -m tests.benchmarks`, or `… sweep`. Never part of the tests."""
