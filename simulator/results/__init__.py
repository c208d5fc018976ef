"""What futures came to: labelled arrays of every measure, and the duties that each future reaches."""
