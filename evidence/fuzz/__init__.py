"""Broken and strange inputs for the real commands, which must end in words: `python -m evidence.fuzz`."""
