"""How `recovery-sim` begins and ends: Ctrl-C is answered in words, even while the command line is imported."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys

from simulator.cli.exit_codes import INTERRUPTED, STOPPED


def main() -> None:
    """Call the command line; what is pressed once it has ended changes nothing."""
    try:
        from simulator.cli.main import main as command_line

        command_line(prog_name="recovery-sim")
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        _leave()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _leave()
        raise
    finally:
        _hear_no_more()


def _leave() -> None:
    """End with the promised code: Python, interrupted while it imported, would end by the signal itself."""
    _hear_no_more()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(INTERRUPTED)


def _hear_no_more() -> None:
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
