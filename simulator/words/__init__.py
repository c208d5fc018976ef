"""Words: texts of others made fit to leave, and how objects of this program show themselves."""
