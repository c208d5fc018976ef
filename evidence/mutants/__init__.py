"""Small faults put into the engine one at a time: the tests must notice them."""
