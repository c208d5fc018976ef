"""Speed, measured side by side in one run: `python -m evidence.benchmarks`, or `… sweep`. Never part of the tests."""
