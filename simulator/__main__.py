"""`python -m simulator`: the command line without its installed name."""

from simulator.cli.main import main

main(prog_name="recovery-sim")
