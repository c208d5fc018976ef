"""Questions asked of results: each analysis takes a run, or a function that runs, and returns a finding."""
