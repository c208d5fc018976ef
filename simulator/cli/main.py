"""`recovery-sim`: the group of commands, each imported only when it is called, and how commands end."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from simulator.cli.exit_codes import INTERRUPTED, STOPPED
from simulator.cli.streams import say_lines, standard_streams
from simulator.errors import RecoverySimError

FEWER = "Take fewer replications, or fewer workers; what a results folder holds is kept."

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("simulator.cli.run:run", "Simulate a scenario: will they recover, and how sure is that?"),
    "compare": ("simulator.cli.compare:compare", "What would another plan, or another figure, change?"),
    "check": ("simulator.cli.check:check", "Is the scenario right, and do its opening positions hold?"),
    "show": ("simulator.cli.show:show", "Bodies, contracts and schemes at a glance; or the resolved file."),
    "trace": ("simulator.cli.trace:trace", "One possible future, told by its dates."),
    "stress": ("simulator.cli.stress:stress", "What would each of some thirty misfortunes take from it?"),
    "sensitivity": (
        "simulator.cli.sensitivity:sensitivity",
        "Which assumptions carry the answer, and how far?",
    ),
    "solve": ("simulator.cli.solve:solve", "What would it take: of savings, money, places, or luck?"),
    "discover": ("simulator.cli.discover:discover", "In which conditions does it fail, or come right?"),
    "track-record": ("simulator.cli.track_record:track_record", "Is this plan like any plan before?"),
    "assumptions": (
        "simulator.cli.assumptions:assumptions",
        "Where is each number from, and which judgements matter?",
    ),
    "new": ("simulator.cli.new:new", "Write a small scenario to begin with."),
    "schema": ("simulator.cli.schema:schema", "Print the JSON Schema of scenario files."),
}
"""By name: where a command is, and what it is for. So the overview needs none of them."""


class Commands(click.Group):
    """Commands that are imported when they are called, and end with the exit codes of the documentation."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        try:
            return super().make_context(*args, **options)
        except KeyboardInterrupt:
            say_lines(STOPPED)
            raise click.exceptions.Exit(INTERRUPTED) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stopped:
            say_lines(str(stopped) or STOPPED)
            ctx.exit(INTERRUPTED)
        except MemoryError:
            say_lines(f"This machine's memory ran out. {FEWER}")
            ctx.exit(1)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Answer a command line and end Python, whatever became of the streams."""
        answer: Callable[..., Any] = super().main
        if not extra.pop("standalone_mode", True):
            return answer(args, *rest, standalone_mode=False, **extra)
        with standard_streams():
            code = _ended(lambda: answer(args, *rest, standalone_mode=False, **extra))
        sys.exit(code)


def _ended(answer: Callable[[], Any]) -> int:
    """The exit code of a command line, once all that it prints is printed."""
    try:
        code = answer()
        sys.stdout.flush()
    except RecoverySimError as error:
        if str(error):
            say_lines(error)
        return error.exit_code
    except click.ClickException as error:
        words = io.StringIO()
        error.show(words)
        say_lines(words.getvalue().rstrip())
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """How likely is it that a health economy in deficit recovers?

    Exit codes: 0 done; 1 the run failed, its answer could not be printed, or opening positions do not hold;
    2 the command or the scenario is wrong; 130 stopped with Ctrl-C; 141 whoever read the answer left early.
    """
