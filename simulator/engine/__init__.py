"""What runs a block of futures: calendar, order of a month, ledger, state, recorder, and what processes see of it."""
