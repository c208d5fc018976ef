"""A made-up England of ordinary bodies under policy as it came, beside what is known of England year by year.

`python -m evidence.england` prints the table; `--markdown` writes `docs/england.md`.
"""
