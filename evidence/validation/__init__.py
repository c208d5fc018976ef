"""Evidence: the tables of `docs/validation.md`, printed anew by `python -m evidence.validation`."""
