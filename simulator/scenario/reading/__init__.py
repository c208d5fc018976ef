"""Reading scenario files: from bytes to tables, laid over each other, checked, with a line for every mistake."""
