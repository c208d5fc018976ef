"""What the tools of the reviewer's bench found, in words, tables, charts and files."""
