"""What several tests need: runs made up or at random, files that are wrong, scenarios that are shipped."""
