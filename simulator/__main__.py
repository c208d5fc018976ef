"""`python -m simulator`: the command line without its installed name."""

from simulator.cli.command import main

main()
