"""The version of the program; results folders carry it."""

__version__ = "0.1.0"
