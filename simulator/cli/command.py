"""How `recovery-sim` begins and ends: Ctrl-C is answered in words, even while the command line is imported."""

from __future__ import annotations

import contextlib
import signal
import sys

INTERRUPTED = 130
"""Exit code of a command that was stopped with Ctrl-C, as shells have it."""
STOPPED = "Stopped. The same command begins again."


def main() -> None:
    """Call the command line; what is pressed once it has ended changes nothing."""
    try:
        from simulator.cli.main import main as command_line

        command_line(prog_name="recovery-sim")
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        sys.exit(INTERRUPTED)
    finally:
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
