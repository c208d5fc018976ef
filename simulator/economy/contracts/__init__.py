"""Contracts: how each is paid, and the terms of each form."""
