"""Put faults into the engine one at a time, and see whether the default tests notice: ``python -m evidence.mutants``.

An interrupted run goes on where it stopped: outcomes are kept, and count while the module has not changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import queue
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from evidence.mutants.mutations import Mutant, sampled
from evidence.mutants.trial import Copy

ROOT = Path(__file__).parents[2]
SURVIVORS = Path(__file__).with_name("survivors.toml")
ENOUGH = 0.95
"""Of the mutants that change what the program does, the tests notice at least this share."""

Outcomes = dict[str, dict[str, Any]]
"""By mutant: the module's digest, and the test that noticed (None where none did)."""


def main(arguments: list[str] | None = None) -> int:
    """Try a sample of mutants, and say which survived."""
    asked = _parsed(arguments)
    chosen = sampled(ROOT, number=asked.sample, seed=asked.seed)
    listed = read_survivors(SURVIVORS)
    known = _read(asked.outcomes)
    left = [m for m in chosen if not _is_known(m, known, again=asked.again)]
    print(
        f"{len(chosen)} mutants of seed {asked.seed}, {len(chosen) - len(left)} of them tried before",
        flush=True,
    )
    if not asked.only_report:
        for mutant, outcome in _tried(left, asked.workers, quick=asked.quick):
            known[mutant.name] = outcome
            with asked.outcomes.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"mutant": mutant.name, **outcome}, ensure_ascii=False) + "\n")
            _tell(mutant, outcome)
    done = {m.name: known[m.name] for m in chosen if _is_known(m, known, again=False)}
    return _conclude(done, listed)


def read_survivors(file: Path) -> dict[str, dict[str, str]]:
    """The mutants that no test notices, each with the reason."""
    entries = tomllib.loads(file.read_text("utf-8")).get("survivors", [])
    return {entry["mutant"]: entry for entry in entries}


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=172, help="how many, evenly over the modules (172)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--workers", type=int, default=1, help="how many at a time (1)")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="ask only the shelves that notice soonest: what they do not notice counts as surviving",
    )
    parser.add_argument("--again", action="store_true", help="try once more those that survived")
    parser.add_argument("--only-report", action="store_true", help="try nothing, say what is known")
    parser.add_argument(
        "--outcomes",
        type=Path,
        default=ROOT / "mutants.jsonl",
        help="where outcomes are kept (mutants.jsonl)",
    )
    return parser.parse_args(arguments)


def _read(file: Path) -> Outcomes:
    """What is known already; a line cut short by an interruption is tried again."""
    known: Outcomes = {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else []:
        try:
            outcome = json.loads(line)
        except json.JSONDecodeError:
            continue
        known[outcome.pop("mutant")] = outcome
    return known


def _digest(mutant: Mutant) -> str:
    return hashlib.blake2b((ROOT / mutant.file).read_bytes(), digest_size=8).hexdigest()


def _is_known(mutant: Mutant, known: Outcomes, *, again: bool) -> bool:
    outcome = known.get(mutant.name)
    if outcome is None or outcome["module"] != _digest(mutant):
        return False
    return outcome["by"] is not None or not again


def _tried(left: list[Mutant], workers: int, *, quick: bool) -> Iterator[tuple[Mutant, dict[str, Any]]]:
    """The outcome of each mutant, as it comes in."""
    copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for worker in range(workers):
            copies.put(Copy(ROOT, Path(folder) / str(worker)))

        def judge(mutant: Mutant) -> tuple[Mutant, dict[str, Any]]:
            copy = copies.get()
            try:
                verdict = copy.judge(mutant, quick=quick)
            finally:
                copies.put(copy)
            return mutant, {"module": _digest(mutant), "by": verdict.by, "seconds": round(verdict.seconds, 1)}

        with ThreadPoolExecutor(workers) as pool:
            try:
                yield from pool.map(judge, left)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _tell(mutant: Mutant, outcome: dict[str, Any]) -> None:
    how = f"killed by {outcome['by']}" if outcome["by"] else "SURVIVED"
    place, fault = f"{mutant.file}:{mutant.line}", mutant.name.partition(" ")[2]
    print(f"{place}: {fault}: {how} ({outcome['seconds']:.0f} s)", flush=True)


def _conclude(done: Outcomes, listed: dict[str, dict[str, str]]) -> int:
    """Say how many were noticed, by what, and which were not; 0 where enough were."""
    survived = [name for name, outcome in done.items() if outcome["by"] is None]
    killed = len(done) - len(survived)
    equivalent = [name for name in survived if listed.get(name, {}).get("kind") == "equivalent"]
    changing = len(done) - len(equivalent)
    print(
        f"\n{len(done)} tried, {killed} killed, {len(survived)} survived, {len(equivalent)} of these equivalent"
    )
    for shelf, number in _shelves(outcome["by"] for outcome in done.values() if outcome["by"]):
        print(f"  {number:5} by {shelf}")
    unlisted = [name for name in survived if name not in listed]
    for name in unlisted:
        print(f"not listed in {SURVIVORS.name}: {name}")
    wrong = [name for name in listed if name in done and done[name]["by"] is not None]
    for name in wrong:
        print(f"listed as surviving, but killed by {done[name]['by']}: {name}")
    share = killed / changing if changing else 1.0
    print(f"{100 * share:.1f} % of {changing} that change what the program does were noticed")
    return int(bool(unlisted or wrong) or share < ENOUGH)


def _shelves(tests: Iterable[str]) -> list[tuple[str, int]]:
    return Counter(test.partition("::")[0] for test in tests).most_common()


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.exit(code)
