"""Savings schemes: their life, the delivery office they wait for, what they take, cost, and what is consulted on."""
