"""The books of every replication, kept on request: who paid whom for what each year, what care each contract gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.ledger import Account, Kind
from simulator.engine.world import World
from simulator.statistics.arrays import Array
from simulator.words.shown import Shown, counted

if TYPE_CHECKING:
    import xarray as xr

KINDS = {Kind.OPERATING: "operating", Kind.NON_CASH: "non_cash", Kind.FINANCING: "financing"}
"""What an entry touches: income and expenditure with cash, without it, or cash alone."""


@dataclass(frozen=True, order=True)
class Entry:
    """One line from one party to another: a contract's payment, a cost line, an allocation, a scheme's investment."""

    payer: str
    payee: str
    line: str
    kind: str = field(compare=False)
    """`operating`, `non_cash` or `financing`, which is no income or expenditure."""


@dataclass(frozen=True, eq=False, repr=False)
class Books(Shown):
    """What was posted in each replication.

    Attributes
    ----------
    entries : tuple of Entry
        Sorted by payer, payee and line. What bodies spend on themselves is paid to `staff_and_suppliers`; allocations
        come from `paymaster`.
    amounts : array
        £m of the year, shape ``(entries, years, replications)``.
    contracts : tuple of str
        By key.
    activity : array
        Care given under each contract, mean of the year's months, as an index: 1 is what its base value pays for.
        Shape ``(contracts, years, replications)``.
    """

    years: tuple[int, ...]
    entries: tuple[Entry, ...]
    amounts: Array
    contracts: tuple[str, ...]
    activity: Array

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return int(self.amounts.nbytes + self.activity.nbytes)

    def income(self, party: str) -> Array:
        """Income of a party, £m, shape ``(years, replications)``: every entry that it is paid but financing."""
        return self._total([entry.payee == party and entry.kind != "financing" for entry in self.entries])

    def expenditure(self, party: str) -> Array:
        """Expenditure of a party, £m, shape ``(years, replications)``: every entry that it pays but financing."""
        return self._total([entry.payer == party and entry.kind != "financing" for entry in self.entries])

    def to_xarray(self) -> xr.Dataset:
        """Labelled: `payment` by entry, which carries `payer`, `payee`, `line` and `kind`; `activity` by contract."""
        import xarray as xr

        labels = {
            key: ("entry", np.array([getattr(entry, key) for entry in self.entries], dtype=object))
            for key in ("payer", "payee", "line", "kind")
        }
        payment = {"units": "£m", "long_name": "paid in the year"}
        activity = {"units": "index", "long_name": "care given, mean of the year's months"}
        return xr.Dataset(
            {
                "payment": (("entry", "year", "replication"), self.amounts, payment),
                "activity": (("contract", "year", "replication"), self.activity, activity),
            },
            {
                **labels,
                "contract": np.array(self.contracts, dtype=object),
                "year": np.array(self.years),
                "replication": np.arange(self.amounts.shape[-1], dtype=np.int32),
            },
        )

    def first_replications(self, replications: int) -> Books:
        """The same with so many replications from the first on."""
        if replications >= self.amounts.shape[-1]:
            return self
        amounts, activity = self.amounts[..., :replications].copy(), self.activity[..., :replications].copy()
        return replace(self, amounts=amounts, activity=activity)

    def _total(self, is_counted: Sequence[bool]) -> Array:
        total: Array = self.amounts[np.array(is_counted, dtype=bool)].sum(axis=0)
        return total

    def _heading(self) -> str:
        return "Books"

    def _facts(self) -> dict[str, str]:
        return {
            "entries": f"{counted(len(self.entries), 'line', 'lines')} from one party to another",
            "contracts": counted(len(self.contracts), "contract", "contracts"),
            "futures": counted(self.amounts.shape[-1], "possible future", "possible futures"),
        }


@dataclass
class Bookkeeper:
    """Takes down a block while it runs: told at the end of each month, and of each year before it is closed."""

    _activity: list[Array] = field(default_factory=list)
    _years: list[dict[Entry, Array]] = field(default_factory=list)
    _world: World | None = None

    def note_month(self, world: World, month: int) -> None:
        """Add the month's activity to the year's."""
        self._world = world
        if month % 12 == 0:
            self._activity.append(np.zeros_like(world.state.activity))
        self._activity[-1] += world.state.activity / 12

    def note_year(self, accounts: Sequence[Account]) -> None:
        """Take down what every account holds of the year."""
        self._years.append({_entry(account): account.amount for account in accounts})

    def books(self) -> Books:
        """What was taken down."""
        if self._world is None:
            raise ValueError("nothing was simulated")
        entries = tuple(sorted({entry for year in self._years for entry in year}))
        nothing = np.zeros(self._world.replications)
        return Books(
            years=tuple(self._world.scenario.start.year + year for year in range(len(self._years))),
            entries=entries,
            amounts=_stacked([[year.get(entry, nothing) for year in self._years] for entry in entries]),
            contracts=tuple(self._world.row_index.contracts),
            activity=np.stack(self._activity, axis=1),
        )


def joined(blocks: Sequence[Books]) -> Books:
    """Blocks of one run, in the order given, as one; an entry that a block has not is nothing in its replications."""
    entries = tuple(sorted({entry for block in blocks for entry in block.entries}))
    widths = [block.amounts.shape[-1] for block in blocks]
    amounts = np.zeros((len(entries), len(blocks[0].years), sum(widths)))
    first = 0
    for block, width in zip(blocks, widths, strict=True):
        rows = [entries.index(entry) for entry in block.entries]
        amounts[rows, :, first : first + width] = block.amounts
        first += width
    activity = np.concatenate([block.activity for block in blocks], axis=-1)
    return replace(blocks[0], entries=entries, amounts=amounts, activity=activity)


def _entry(account: Account) -> Entry:
    return Entry(account.payer, account.payee, account.line.name, KINDS[account.line.kind])


def _stacked(rows: Sequence[Sequence[Array]]) -> Array:
    return np.stack([np.stack(row) for row in rows])
