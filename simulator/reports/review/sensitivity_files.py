"""What the assumptions carry, as a document and as tables for files."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_a_document

if TYPE_CHECKING:
    import pandas as pd

    from simulator.review.carried import Carried, Tail
    from simulator.review.fixed_tornado import End, Fixed
    from simulator.review.sensitivity import Sensitivity


def document(found: Sensitivity, fixed: tuple[Fixed, ...], seed: int) -> dict[str, Any]:
    """Everything that was found, for other programs."""
    question = found.question
    return {
        "question": {
            "body": question.body,
            "year": question.year,
            "duty": question.duty,
            "outcome": found.outcome,
        },
        "replications": found.replications,
        "seed": seed,
        "chance": in_a_document(found.chance),
        "mean_gbp_m": found.mean_gbp_m,
        "sd_gbp_m": found.sd_gbp_m,
        "assumptions": [_entry(one) for one in found.carried],
        "together": [
            {**_entry(one.carried), "members": [member.key for member in one.family.members]}
            for one in found.together
        ],
        "fixed": [
            {
                "key": one.assumption.key,
                **{
                    name: {
                        "value": end.value,
                        "margin_gbp_m": in_a_document(end.margin),
                        "chance": in_a_document(end.chance),
                    }
                    for name, end in (("p10", one.low), ("p90", one.high))
                },
            }
            for one in fixed
        ],
        "all_told": None if found.all_told is None else in_a_document(found.all_told),
    }


def _entry(one: Carried) -> dict[str, Any]:
    return {
        "key": one.assumption.key,
        "where": one.assumption.told,
        "inputs": list(one.assumption.members),
        "moves_with": list(one.assumption.families),
        "is_told_from_noise": one.is_told,
        "first_order": in_a_document(one.first_order),
        "rank_correlation": {
            "estimate": one.rank_correlation,
            "low": one.rank_correlation_low,
            "high": one.rank_correlation_high,
        },
        "pawn": one.pawn,
        "pawn_of_noise": one.noise,
        "when_low": _entry_of_tail(one.low),
        "when_high": _entry_of_tail(one.high),
    }


def _entry_of_tail(tail: Tail) -> dict[str, Any]:
    return {
        "share_of_futures": tail.share,
        "value": None if math.isnan(tail.value) else tail.value,
        "margin_gbp_m": in_a_document(tail.margin),
        "chance": in_a_document(tail.chance),
    }


def frame(found: Sensitivity) -> pd.DataFrame:
    """One row an assumption, the one that most goes with first."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in found.carried])


def _row(one: Carried) -> dict[str, Any]:
    row: dict[str, Any] = {
        "assumption": one.assumption.key,
        "where": one.assumption.told,
        "inputs": len(one.assumption.members),
        "moves_with": " ".join(one.assumption.families),
        "is_told_from_noise": one.is_told,
        "first_order": one.first_order.estimate,
        "first_order_low": one.first_order.low,
        "first_order_high": one.first_order.high,
        "rank_correlation": one.rank_correlation,
        "rank_correlation_low": one.rank_correlation_low,
        "rank_correlation_high": one.rank_correlation_high,
        "pawn": one.pawn,
        "pawn_of_noise": one.noise,
    }
    for name, tail in (("low", one.low), ("high", one.high)):
        row |= {f"share_of_futures_when_{name}": tail.share, f"value_when_{name}": tail.value}
        row |= _changes(f"when_{name}", tail)
    return row


def _changes(when: str, end: Tail | End) -> dict[str, float]:
    return {
        f"{what}_{when}{ending}": figure
        for what, change in (("margin_gbp_m", end.margin), ("chance", end.chance))
        for ending, figure in (("", change.estimate), ("_from", change.low), ("_to", change.high))
    }


def frame_fixed(fixed: tuple[Fixed, ...]) -> pd.DataFrame:
    """One row an assumption that was fixed, the values that it was fixed at, and what that changes."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "assumption": one.assumption.key,
                "where": one.assumption.told,
                "p10": one.low.value,
                **_changes("at_p10", one.low),
                "p90": one.high.value,
                **_changes("at_p90", one.high),
            }
            for one in fixed
        ]
    )


def frame_together(found: Sensitivity) -> pd.DataFrame:
    """One row for what moves together."""
    import pandas as pd

    return pd.DataFrame(
        [{**_row(one.carried), "assumptions": len(one.family.members)} for one in found.together]
    )
