"""What the answer on a terminal is made of: a section a question, each a module."""
