"""Distributions, intervals and correlation matrices, as in a textbook: nothing here knows a scenario."""
