"""What runs a block of replications: calendar, order of a month, ledger, state, recorder, what processes see of it."""
