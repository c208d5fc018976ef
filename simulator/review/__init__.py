"""The reviewer's bench: how much of a plan must come true, what breaks it, what it would take, and how usual it is."""
