"""A number as a scenario writes it: what is planned, what is believed, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.scenario.bounds import PROBABILITY, UNBOUNDED, Bounds
from simulator.scenario.immutable import Entries, ReadOnlyDict, refuse

LEAST = 1e-9
"""What is nearer to nothing than this is nothing: a tenth of a penny, of what is counted in £m."""


def _not_next_to_nothing(figure: float) -> float:
    if 0 < abs(figure) < LEAST:
        raise ValueError(f"should be 0, or at least {LEAST:g} away from it")
    return figure


NOT_NEXT_TO_NOTHING = AfterValidator(_not_next_to_nothing)
"""Stands last in an annotation: schemas do not show a limit that stands after it."""
Finite = Annotated[float, Field(allow_inf_nan=False), NOT_NEXT_TO_NOTHING]
DistributionName = Literal["normal", "lognormal", "pert", "triangular", "uniform", "beta", "discrete"]

PARAMETERS: dict[str, frozenset[str]] = {
    "normal": frozenset({"mean", "sd"}),
    "lognormal": frozenset({"p50", "p90"}),
    "pert": frozenset({"low", "mode", "high"}),
    "triangular": frozenset({"low", "mode", "high"}),
    "uniform": frozenset({"low", "high"}),
    "beta": frozenset({"mean", "sd", "low", "high"}),
    "discrete": frozenset({"values", "probabilities"}),
}
"""What each named distribution needs, all of it and nothing else but ``plan``, and ``low`` and ``high`` as clips."""

PERCENTILES = frozenset({"p10", "p50", "p90"})
WIDEST_LOGNORMAL = 1000.0
"""Times its median that the 90th percentile of a lognormal may be: a wider one is decided by its tail alone."""
NARROWEST_BETA = 1e-6
"""Of the range between its bounds that the standard deviation of a beta is at least."""
FIGURES = ("value", "plan", "low", "p10", "p50", "p90", "mode", "mean", "high")
"""Keys that state one amount of the number itself; `values` states several."""
SHAPE_KEYS = frozenset().union(*PARAMETERS.values(), PERCENTILES)


class Table(BaseModel):
    """A table of a scenario file: strict, frozen, and able to say where its figures come from."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    source: str | None = None
    """Key of the `[sources.*]` entry that the figures of this table come from."""
    reason: str | None = None
    """Why this figure, in a sentence: required by good manners where the source is judgement."""

    def model_post_init(self, context: Any, /) -> None:
        """Make tables by key read-only: a frozen model alone would let them be changed."""
        for key, value in self.__dict__.items():
            if type(value) is dict:
                self.__dict__[key] = ReadOnlyDict(value)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; one with other entries is refused, because nobody would check them.

        Raises
        ------
        ArgumentError
            If anything is to be updated.
        """
        if update:
            refuse(f"model_copy(update=…) would set {', '.join(update)} unchecked")
        return super().model_copy(deep=deep)

    def copy(self, **asked: Any) -> Self:
        """The same as `model_copy`, by its old name."""
        if asked.keys() - {"update", "deep"}:
            refuse("a copy without some of its entries would be no whole table")
        return self.model_copy(**asked)

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            refuse(f"{name} cannot be set")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        refuse(f"{name} cannot be removed")


class Number(Table):
    """One number: certain, or a distribution, with its planned value.

    Written as ``0.8``; ``{ value = 0.8, source = … }``; ``{ p10 = …, p50 = …, p90 = … }``, optionally with ``plan``,
    ``low`` and ``high``; or ``{ dist = "pert", low = …, mode = …, high = … }``. Without ``plan`` the median is the
    plan.
    """

    value: Finite | None = None
    """The figure, certain: the same in every future."""
    plan: Finite | None = None
    """What the plan says; left out, the median."""
    p10: Finite | None = None
    """One future in ten lies below it."""
    p50: Finite | None = None
    """The median: half of the futures lie below it."""
    p90: Finite | None = None
    """Nine futures in ten lie below it."""
    low: Finite | None = None
    """Nothing lies below it."""
    high: Finite | None = None
    """Nothing lies above it."""
    dist: DistributionName | None = None
    """The distribution by name, where it is not given by percentiles."""
    mode: Finite | None = None
    """The most likely value: pert and triangular."""
    mean: Finite | None = None
    """The mean: normal and beta."""
    sd: Annotated[float, Field(allow_inf_nan=False, gt=0), NOT_NEXT_TO_NOTHING] | None = None
    """The standard deviation: normal and beta."""
    values: Annotated[Entries[Finite], Field(min_length=1)] | None = None
    """The values that are possible: discrete."""
    probabilities: Annotated[Entries[Annotated[float, PROBABILITY]], Field(min_length=1)] | None = None
    """How likely each of `values` is; together 1."""
    owner: str | None = None
    """Who answers for the figure."""
    calibrated_to: str | None = None
    """Key of the `[reported.*]` fact that this figure was fitted to; that fact then proves nothing."""

    _name: str = PrivateAttr(default="")
    _key_bounds: Bounds = PrivateAttr(default=UNBOUNDED)
    _is_left_out: bool = PrivateAttr(default=False)

    @property
    def name(self) -> str:
        """Full path in the scenario, e.g. ``schemes.care_at_home.delivery``; also the name of its random stream."""
        # As pydantic keeps private attributes; its own way there takes several times as long, and this is asked often.
        assert self.__pydantic_private__ is not None
        return str(self.__pydantic_private__["_name"])

    @property
    def is_left_out(self) -> bool:
        """Whether the file does not state the number: it is the key's default."""
        return self._is_left_out

    @classmethod
    def default(cls, value: float) -> Self:
        """What a number is when a file leaves it out."""
        number = cls(value=value)
        number._is_left_out = True
        return number

    def named(self, name: str, bounds: Bounds = UNBOUNDED) -> Self:
        """This number under another name, and within the bounds of the key that it stands at: a copy, if it must be."""
        if (self._name, self._key_bounds) == (name, bounds):
            return self
        copy = self.model_copy()
        copy._name = name
        copy._key_bounds = bounds
        return copy

    @property
    def key_bounds(self) -> Bounds:
        """Between what the key that it stands at holds it."""
        return self._key_bounds

    @property
    def bounds(self) -> Bounds:
        """Between what every draw is clipped: the tighter of its own `low` and `high` and of its key's bounds."""
        low, high = self._key_bounds
        return Bounds(
            low if self.low is None else max(low, self.low),
            high if self.high is None else min(high, self.high),
        )

    @property
    def is_certain(self) -> bool:
        """Whether the number is the same in every future."""
        return self.value is not None

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, raw: Any) -> Any:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return {"value": float(raw)}
        if isinstance(raw, dict):
            return {key: _as_float(entry) for key, entry in raw.items()}
        if isinstance(raw, Number):
            return raw
        raise ValueError("should be a number, or a table such as { p10 = 0.6, p50 = 0.8, p90 = 0.95 }")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = {key for key in SHAPE_KEYS if getattr(self, key) is not None}
        if self.value is not None:
            if given or self.plan is not None or self.dist is not None:
                raise ValueError("`value` is a certain number: leave out the percentiles, `dist` and `plan`")
        elif self.dist is not None:
            self._check_distribution(self.dist, given)
        else:
            self._check_percentiles(given)
        self._check_own_bounds()
        return self

    def figures(self) -> Iterator[tuple[str, float]]:
        """Every amount that it states, each with its name; how wide it is, is none."""
        for key in FIGURES:
            figure = getattr(self, key)
            if figure is not None:
                yield key, figure
        yield from (("values", figure) for figure in self.values or ())

    def _check_own_bounds(self) -> None:
        """Bounds cut tails: what is planned, most likely or one of the stated percentiles is not beyond them."""
        low, high = self.bounds
        if not low < high:
            raise ValueError("`low` must be below `high`")
        beyond = [
            f"{key} = {figure:g} is {'below low' if figure < low else 'above high'} = {low if figure < low else high:g}"
            for key, figure in self.figures()
            if not low <= figure <= high
        ]
        if beyond:
            raise ValueError(
                f"{', and '.join(beyond)}: no future could have it; move the bound beyond it, or leave the bound out"
            )

    def _check_distribution(self, dist: str, given: set[str]) -> None:
        needed = PARAMETERS[dist]
        if missing := sorted(needed - given):
            raise ValueError(f'dist = "{dist}" also needs {", ".join(missing)}')
        if extra := sorted(given - needed - {"low", "high"}):
            raise ValueError(f'dist = "{dist}" does not take {", ".join(extra)}')
        if dist in {"pert", "triangular"} and not self.low <= self.mode <= self.high:  # type: ignore[operator]
            raise ValueError("needs low ≤ mode ≤ high")
        if dist == "lognormal" and not 0 < self.p50 < self.p90:  # type: ignore[operator]
            raise ValueError("a lognormal needs 0 < p50 < p90")
        if dist == "lognormal" and self.p90 > WIDEST_LOGNORMAL * self.p50:  # type: ignore[operator]
            raise ValueError(f"a lognormal's p90 should be at most {WIDEST_LOGNORMAL:,.0f} times its p50")
        if dist == "discrete":
            if len(self.values or ()) != len(self.probabilities or ()):
                raise ValueError("`values` and `probabilities` must be equally long")
            if abs(sum(self.probabilities or ()) - 1.0) > 1e-9:
                raise ValueError("`probabilities` must add up to 1")
        if dist == "beta" and not self.low < self.mean < self.high:  # type: ignore[operator]
            raise ValueError("a beta needs low < mean < high")
        if dist == "beta":
            span = self.high - self.low  # type: ignore[operator]
            share = (self.mean - self.low) / span  # type: ignore[operator]
            if self.sd / span >= math.sqrt(share * (1 - share)):  # type: ignore[operator]
                raise ValueError("`sd` is too large for a beta with these bounds and mean")
            if self.sd < NARROWEST_BETA * span:  # type: ignore[operator]
                raise ValueError("`sd` is too small for a beta with these bounds: is the number certain?")

    def _check_percentiles(self, given: set[str]) -> None:
        if missing := sorted(PERCENTILES - given):
            raise ValueError(f"needs `value`, or `dist`, or p10, p50 and p90 (missing: {', '.join(missing)})")
        if extra := sorted(given - PERCENTILES - {"low", "high"}):
            raise ValueError(f"percentiles do not go with {', '.join(extra)}")
        if not self.p10 <= self.p50 <= self.p90:  # type: ignore[operator]
            raise ValueError("needs p10 ≤ p50 ≤ p90")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        table = handler.resolve_ref_schema(handler(core_schema))
        return {
            "anyOf": [{"type": "number"}, dict(table)],
            "description": "A number, certain or uncertain, with its source",
        }


def _as_float(entry: Any) -> Any:
    """TOML integers are numbers like others; booleans and texts are not."""
    if isinstance(entry, int) and not isinstance(entry, bool):
        return float(entry)
    if isinstance(entry, (list, tuple)):
        return [_as_float(item) for item in entry]
    return entry
