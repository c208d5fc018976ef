"""The command line: it parses, calls and prints; it makes no figures of its own."""
