"""Cases by command: its arguments, right and wrong, and the files that it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

from evidence.fuzz import bases
from evidence.fuzz.bases import Tree
from evidence.fuzz.broken_bytes import broken_bytes, broken_cells, broken_csv, broken_parts
from evidence.fuzz.broken_results import broken_results
from evidence.fuzz.case import OUTPUT, Case, Entry, Folder, Link, Pipe
from evidence.fuzz.strange import TEXTS, WORDS, once_in
from evidence.fuzz.trees import broken, laid_over, settings, written

SCENARIO = "in/scenario.toml"
WRONG_NAMES = (
    *(
        "in/nowhere.toml",
        "in",
        "in/scenario",
        "scenario.toml",
        "in/scenario.toml/x",
        "/dev/null",
        "/dev/full",
        "",
    ),
    *("in/\x1b[31m.toml", "in/x\ny.toml", "in/" + "x" * 300 + ".toml", "in/\udcff.toml", "-", "--help"),
)
WRONG_NUMBERS = (
    "-1",
    "0",
    "nan",
    "inf",
    "1e3",
    "1e400",
    "9" * 30,
    "9" * 5000,
    "x",
    "",
    "٣",
    "1_0",
    "0x10",
    "\x1b[31m",
)
SAME_RUN = ((), (), (), ("--fresh",), ("--json",))
"""Options with which a run leaves what it left before."""
WIDTHS = ("0", "1", "-1", "7", "40", "1000000", "x", "")


STRANGE_NEW = (
    *(
        f"{OUTPUT}/{name}"
        for name in ("a/b", "x.toml", ".toml", "x.xlsx", *TEXTS)
        if name not in ("", "../x")
    ),
    "/dev/null",
    "in/scenario.toml",
    "-",
    "",
)
"""Names of new scenarios: what they become lies in the folder of results, or nowhere."""


@st.composite
def checks(draw: st.DrawFn) -> Case:
    """`check`, alone or beside a budget."""
    files, originals, tree = draw(_scenario(bases.SOON_CHECKED, bases.tree))
    arguments = ["check", _file_name(draw), *_set(draw, tree)]
    if once_in(draw, 10):
        arguments += ["--replications", draw(st.sampled_from(("1", "64", *WRONG_NUMBERS)))]
    if once_in(draw, 5):
        budget, original, name = draw(_budget())
        files, originals = {**files, name: budget}, {**originals, name: original}
        arguments += ["--against", name]
        if draw(st.booleans()):
            arguments += ["--tolerance", draw(st.sampled_from(("0", "0.5", "1e300", *WRONG_NUMBERS)))]
    return _case(draw, arguments, files, originals)


@st.composite
def runs(draw: st.DrawFn) -> Case:
    """`run`: of a broken scenario, or of a right one into a folder that is not as an earlier run left it."""
    if once_in(draw, 3):
        return draw(_second_runs())
    files, originals, tree = draw(_scenario(bases.SOON_SIMULATED, bases.short))
    arguments = ["run", _file_name(draw), "--workers", "1", *_set(draw, tree), *_output(draw, files)]
    replications = st.sampled_from(("64",) * 20 + ("1", "1025", "999999999999999", *WRONG_NUMBERS))
    arguments += ["--replications", draw(replications)]
    if once_in(draw, 10):
        arguments += ["--seed", draw(st.sampled_from(("0", "9223372036854775807", *WRONG_NUMBERS)))]
    if once_in(draw, 10):
        arguments += ["--precision", draw(st.sampled_from(("0.49", "0.2", "1e-300", *WRONG_NUMBERS)))]
    arguments += draw(st.lists(st.sampled_from(("--json", "--quiet", "--fresh")), max_size=2))
    return _case(draw, arguments, files, originals)


@st.composite
def _second_runs(draw: st.DrawFn) -> Case:
    """The same run again, on what is left of its folder."""
    scenario = written(bases.short("template"))
    left, is_seen = draw(broken_results())
    files: dict[str, Entry] = {SCENARIO: scenario, **{f"{OUTPUT}/{name}": left[name] for name in left}}
    originals = {f"{OUTPUT}/{name}": content for name, content in bases.results().items()}
    more = draw(st.sampled_from((*SAME_RUN, ("--seed", "2"), ("--replications", "1025"))))
    tables = {name: content for name, content in originals.items() if name.endswith(".csv")}
    return _case(
        draw,
        [*bases.RUN, *more],
        files,
        {SCENARIO: scenario, **originals},
        results=tables if is_seen and more in SAME_RUN else {},
    )


@st.composite
def comparisons(draw: st.DrawFn) -> Case:
    """`compare`: two files, or one and what is set in it."""
    files, originals, tree = draw(_scenario(bases.SOON_SIMULATED, bases.short))
    arguments = ["compare", _file_name(draw), "--replications", "64", "--workers", "1"]
    if not once_in(draw, 3):
        files[SCENARIO] = originals[SCENARIO]
    if draw(st.booleans()):
        other = draw(broken(tree))
        files, originals = (
            {**files, "in/other.toml": written(other)},
            {**originals, "in/other.toml": written(tree)},
        )
        arguments.append(draw(st.sampled_from(WRONG_NAMES)) if once_in(draw, 10) else "in/other.toml")
    else:
        for _ in range(draw(st.integers(1, 2))):
            name = draw(st.sampled_from(("late", "little")) | WORDS)
            setting = draw(settings(tree))
            arguments += draw(st.sampled_from((("--set", setting), ("--variant", name, setting))))
    if once_in(draw, 10):
        years = ("2025/26", "2026", "2018", "2019/2020", "2020/21", "2050/51", "x", *WRONG_NUMBERS)
        arguments += ["--year", draw(st.sampled_from(years))]
    arguments += _output(draw, files) if draw(st.booleans()) else []
    arguments += ["--json"] if once_in(draw, 10) else []
    return _case(draw, arguments, files, originals)


@st.composite
def new_plans(draw: st.DrawFn) -> Case:
    """`new`: from a workbook or CSV files, on the small economy or on one that is broken; or its template."""
    right = bases.plan_files()
    files: dict[str, Entry] = {f"{OUTPUT}/beside.txt": b"mine"}
    originals: dict[str, bytes] = {}
    arguments = ["new", draw(st.sampled_from(STRANGE_NEW)) if once_in(draw, 10) else f"{OUTPUT}/plan"]
    if not once_in(draw, 3):
        name = draw(
            st.sampled_from(
                ("in/plan.xlsx",) * 6 + ("in/plan.xlsm", "in/plan.csv", "in/plan.ods", "in/x.toml")
            )
        )
        files[name] = draw(_broken_workbook(right["plan.xlsx"]))
        originals[name] = right["plan.xlsx"]
        arguments += ["--from", name]
    else:
        for table in ("schemes", "risks", "sources"):
            original = right[f"{table}.csv"]
            name = f"in/plan/{table}.csv"
            files[name] = draw(_broken_table(original)) if draw(st.booleans()) else original
            originals[name] = original
        one_by_one = [part for table in ("schemes", "risks") for part in ("--from", f"in/plan/{table}.csv")]
        arguments += draw(st.sampled_from((["--from", "in/plan"], one_by_one)))
    if once_in(draw, 10):
        files[draw(st.sampled_from(sorted(name for name in files if name.startswith("in/"))))] = draw(
            _special()
        )
    if once_in(draw, 3):
        scenario, right_scenario, _ = draw(_scenario(("template",), bases.tree))
        files, originals = {**files, **scenario}, {**originals, **right_scenario}
        arguments += ["--extends", _file_name(draw), *draw(st.sampled_from(((), ("--replace",))))]
        if once_in(draw, 10):
            arguments = [
                "new",
                "--template",
                draw(st.sampled_from((f"{OUTPUT}/t.xlsx", f"{OUTPUT}/t"))),
                *arguments[-2:],
            ]
    return _case(draw, arguments, files, originals, own=frozenset({f"{OUTPUT}/beside.txt"}))


COMMANDS: Mapping[str, Callable[[], st.SearchStrategy[Case]]] = {
    "check": checks,
    "run": runs,
    "compare": comparisons,
    "new": new_plans,
}

Found = tuple[dict[str, Entry], dict[str, bytes], Tree]


@st.composite
def _scenario(draw: st.DrawFn, names: Sequence[str], tree_of: Callable[[str], Tree]) -> Found:
    """The files of a broken scenario, those of the right one, and the right one as a table."""
    right = tree_of(draw(st.sampled_from(names)))
    originals = {SCENARIO: bases.content(right)}
    ways = ("tree",) * 9 + ("laid over", "laid over", "bytes", "text", "special")
    match draw(st.sampled_from(ways)):
        case "laid over":
            files: dict[str, Entry] = {
                f"in/{name}": content for name, content in draw(laid_over(right)).items()
            }
        case "bytes":
            files = {SCENARIO: draw(broken_bytes(originals[SCENARIO]))}
        case "text":
            originals = {SCENARIO: draw(st.sampled_from(bases.texts()))}
            files = {
                SCENARIO: draw(broken_bytes(originals[SCENARIO])),
                "in/eventful.toml": originals[SCENARIO],
            }
        case "special" if once_in(draw, 4):
            files = {SCENARIO: draw(_special())}
        case _:
            files = {SCENARIO: written(draw(broken(right)))}
    return files, originals, right


def _special() -> st.SearchStrategy[Entry]:
    """Something in a file's place that is no file, or another's."""
    links = ("nowhere", ".", "scenario.toml", "/dev/null", "/dev/zero", "../beside.txt")
    return st.sampled_from((Folder(), *map(Link, links), Pipe()))


@st.composite
def _budget(draw: st.DrawFn) -> tuple[Entry, bytes, str]:
    if draw(st.booleans()):
        return draw(_broken_table(bases.budget())), bases.budget(), "in/budget.csv"
    return draw(_broken_workbook(bases.budget_workbook())), bases.budget_workbook(), "in/budget.xlsx"


def _broken_table(right: bytes) -> st.SearchStrategy[bytes]:
    return broken_csv(right) | broken_csv(right) | broken_bytes(right)


def _broken_workbook(right: bytes) -> st.SearchStrategy[bytes]:
    return broken_cells(right) | broken_cells(right) | broken_parts(right) | broken_bytes(right)


def _set(draw: st.DrawFn, tree: Tree) -> list[str]:
    if not once_in(draw, 5):
        return []
    return [part for _ in range(draw(st.integers(1, 3))) for part in ("--set", draw(settings(tree)))]


def _output(draw: st.DrawFn, files: dict[str, Entry]) -> list[str]:
    """Where results go: into a new folder, one that holds something else, or none at all."""
    place = draw(
        st.sampled_from(
            (OUTPUT,) * 8 + ("", f"{OUTPUT}/a/b", f"{OUTPUT}/\x1b[31m", f"{OUTPUT}/x\udcff", "in")
        )
    )
    if once_in(draw, 4):
        files[f"{OUTPUT}/notes.txt"] = b"mine"
        files[f"{OUTPUT}/summary.csv"] = b"mine"
    elif once_in(draw, 10):
        files[OUTPUT] = draw(_special())
    return ["--output", place]


def _file_name(draw: st.DrawFn) -> str:
    """Nearly always the scenario's; else one that is not there, or cannot be."""
    return draw(st.sampled_from(WRONG_NAMES)) if once_in(draw, 100) else SCENARIO


def _case(
    draw: st.DrawFn,
    arguments: Sequence[str],
    files: Mapping[str, Entry],
    originals: Mapping[str, bytes],
    own: frozenset[str] = frozenset(),
    results: Mapping[str, bytes] | None = None,
) -> Case:
    own |= {name for name in files if files[name] == b"mine"}
    is_narrow = once_in(draw, 10)
    return Case(
        arguments=tuple(part.replace("\0", "") for part in arguments),  # no shell passes it on
        files={"beside.txt": b"beside", **files},
        originals=originals,
        environment={"COLUMNS": draw(st.sampled_from(WIDTHS))} if is_narrow else {},
        own=own,
        results=results or {},
    )
