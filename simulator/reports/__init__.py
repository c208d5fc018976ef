"""What a run found, shown: the answer on the terminal, charts, and the files of the results folder."""
