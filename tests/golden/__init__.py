"""Tripwires: the summary of each shipped scenario as it was when its figures were last meant to change."""
