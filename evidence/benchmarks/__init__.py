"""Speed, measured side by side in one run: `python -m evidence.benchmarks`. Never part of the tests."""
