"""What replications came to: labelled arrays of every measure, and the duties that each replication reaches."""
