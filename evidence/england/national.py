"""What is known of England, year by year: value, how far it may be off, how well it is known, from where.

Quality: **S** was seen in the source named or a report of it, **M** is from memory of the field and unverified, **D**
is arithmetic on others, **J** is a bar set by judgement and no figure at all. A bar may have no value, only a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Quality = Literal["S", "M", "D", "J"]


@dataclass(frozen=True)
class National:
    """A national figure of a line of the table, with its stated range: within it, the model fits."""

    line: str
    label: str
    """The financial year, or what of the line it is."""
    value: float | None
    low: float
    high: float
    quality: Quality
    source: str


SHARE, MARGIN = 5.0, 0.3
"""Half a range. Of shares of bodies 5 points: twelve and eight stand for some 240 and 210. Of margins 0.3 points:
rounding, turnover from memory, and adjustments that one publication makes and another does not."""
UNDERLYING = 0.7
"""Half a range, points: what is called non-recurrent differs by some £500m between publications."""

NAO_2014 = "National Audit Office, HC 722 (November 2014), by PharmaTimes and Cover"
NAO_2016 = "National Audit Office, HC 785 (November 2016)"
NAO_2018 = "National Audit Office, HC 1783 (December 2018)"
KINGS_FUND = "The King's Fund, Trusts in deficit (2017 to 2020)"
NHSI_2019 = "NHS Improvement, year-end report 2018/19, by Health Service Journal"
NUFFIELD = "Nuffield Trust, The bottom line (August 2017)"
INCENTIVE = (
    "to be used in full, what is not earned as incentive and bonus; NHS Improvement, by Health Service Journal "
    "(December 2016, December 2018) and HFMA (May 2017)"
)
LOANS = (
    "Department of Health and Social Care, Section 40 reports 2016/17 to 2018/19 (Open Government Licence v3.0), "
    "gathered in BBC-Data-Unit/hospital-loans: 74 trusts with known income and balances"
)
BAR = "judgement"


def _shares(line: str, *figures: tuple[str, float, str]) -> tuple[National, ...]:
    return tuple(
        National(line, year, value, max(value - SHARE, 0.0), min(value + SHARE, 100.0), "S", source)
        for year, value, source in figures
    )


def _margins(line: str, half: float, *figures: tuple[str, float, Quality, str]) -> tuple[National, ...]:
    return tuple(
        National(line, year, value, round(value - half, 2), round(value + half, 2), quality, source)
        for year, value, quality, source in figures
    )


UNDERLYING_MARGINS: tuple[tuple[str, float, Quality, str], ...] = (
    ("2012/13", -0.3, "M", "from memory of the field"),
    ("2015/16", -4.9, "D", "-£3.7bn; Nuffield Trust, Feeling the crunch (2016); on £75,970m"),
    ("2016/17", -4.7, "D", f"-£3.7bn: -£1.9bn without £1.8bn of sustainability funding; {NUFFIELD}"),
    ("2017/18", -5.2, "D", f"-£4.3bn; {NHSI_2019}; on about £82bn (M)"),
    ("2018/19", -5.9, "D", f"-£5.0bn; {NHSI_2019}; on about £85bn (M)"),
)
"""What deficits would have been without support and one-off help. Publications take off the fund, savings that do not
recur, gains and adjustments of accounts; none of them adds back what a year bore once (winters, risks, special
measures), or what its schemes will still bring. So these figures are those of the *margin without help*. They stand
beside two more of the model's, which differ by just that: the margin without one-offs, which adds back the former, and
the underlying margin, which adds both.
"""


NATIONAL: tuple[National, ...] = (
    *_shares(
        "providers in deficit",
        ("2012/13", 10.0, f"25 of 247; {NAO_2014}"),
        ("2013/14", 26.0, f"63 of 245; {NAO_2014}"),
        ("2014/15", 48.0, f"44 % of NHS trusts, 51 % of foundation trusts; {NAO_2016}"),
        ("2015/16", 66.0, f"{NAO_2016}; {KINGS_FUND}"),
        ("2016/17", 44.0, KINGS_FUND),
        ("2017/18", 44.0, KINGS_FUND),
        ("2018/19", 46.0, KINGS_FUND),
        ("2019/20", 25.0, f"three quarters in surplus, as said by NHS England; {KINGS_FUND}"),
    ),
    *_shares(
        "hospitals in deficit",
        ("2013/14", 35.0, "over a third of acute trusts; quarterly reports of the regulators, by HFMA"),
        ("2016/17", 61.0, f"over 60 %; {KINGS_FUND}"),
    ),
    *_margins(
        "providers' margin",
        MARGIN,
        ("2012/13", 0.9, "D", f"nearly £600m; {KINGS_FUND}; on about £69bn (M)"),
        ("2013/14", -0.1, "D", f"-£91m to -£107m; {NAO_2014}, {KINGS_FUND}; on about £71bn (M)"),
        ("2014/15", -1.2, "D", f"-£859m; {NAO_2016}; on about £74bn (M)"),
        ("2015/16", -3.2, "S", f"-£2,450m on £75,970m; {NAO_2016}"),
        ("2016/17", -1.0, "D", f"-£791m; {KINGS_FUND}; on about £79bn (M)"),
        ("2017/18", -1.2, "D", f"-£966m; {NHSI_2019}; on about £82bn (M)"),
        ("2018/19", -1.0, "D", f"-£571m, of which £256m an accounting gain; {NHSI_2019}; on about £85bn (M)"),
    ),
    *(
        one
        for line in (
            "providers' underlying margin",
            "providers' margin without one-offs",
            "providers' margin without help",
        )
        for one in _margins(line, UNDERLYING, *UNDERLYING_MARGINS)
    ),
    *(
        National("sustainability fund that is paid", year, 100.0, 95.0, 105.0, "S", INCENTIVE)
        for year in ("2016/17", "2017/18", "2018/19")
    ),
    *_shares(
        "commissioners with a deficit brought forward",
        ("2013/14", 9.0, f"19 of 211; {NAO_2016}"),
        ("2014/15", 9.0, f"19 of 211; {NAO_2016}; Pulse"),
        ("2015/16", 15.0, f"32 of 209; {NAO_2016}"),
    ),
    *_shares(
        "commissioners in deficit in the year",
        ("2016/17", 27.0, f"57 of 209 over their plan, which was mostly balance; {NAO_2018}"),
        ("2017/18", 36.0, f"75 of 207 over their plan, which was mostly balance; {NAO_2018}"),
        ("2018/19", 7.0, "15 of 195 forecast an overspend in month 8; HFMA (February 2019)"),
    ),
    National("commissioners' margin", "2012/13", None, -0.7, 0.7, "J", BAR),
    National(
        "commissioners' margin",
        "2013/14",
        0.2,
        -0.7,
        0.7,
        "D",
        "£101m less than planned; GPonline; bar of 0.7",
    ),
    National(
        "commissioners' margin", "2014/15", 0.2, -0.7, 0.7, "D", "£151m less than planned; Pulse; bar of 0.7"
    ),
    National(
        "commissioners' margin",
        "2015/16",
        0.0,
        -0.7,
        0.7,
        "D",
        "£122m under and £151m over plan; National Audit Office; bar of 0.7",
    ),
    National("commissioners' margin", "2016/17", None, -0.7, 0.7, "J", BAR),
    National("commissioners' margin", "2017/18", -0.3, -0.7, 0.7, "S", f"-£213m; {NAO_2018}; bar of 0.7"),
    National(
        "commissioners' margin",
        "2018/19",
        -0.1,
        -0.7,
        0.7,
        "D",
        "-£45m forecast; HFMA (February 2019); bar of 0.7",
    ),
    National("commissioners' margin", "2019/20", None, -0.7, 0.7, "J", BAR),
    National(
        "of surpluses, in surplus three years later",
        "2012/13",
        None,
        27.0,
        38.0,
        "D",
        "90 % in surplus, then 34 %",
    ),
    National(
        "of surpluses, in surplus three years later",
        "2013/14",
        None,
        41.0,
        76.0,
        "D",
        "74 % in surplus, then 56 %",
    ),
    National("of surpluses, in surplus three years later", "all years", None, 0.0, 60.0, "J", BAR),
    National("of deficits over 5 %, in balance three years later", "all years", None, 0.0, 15.0, "J", BAR),
    National(
        "providers' savings, of plan",
        "2012/13",
        84.0,
        79.0,
        89.0,
        "S",
        "foundation trusts to month 9; Monitor, by HFMA",
    ),
    National(
        "providers' savings, of plan",
        "2015/16",
        90.0,
        85.0,
        95.0,
        "S",
        "£2.9bn, £316m less than forecast; Public Finance",
    ),
    National(
        "providers' savings, of plan",
        "2016/17",
        89.0,
        84.0,
        94.0,
        "S",
        "NHS Improvement, year-end report 2016/17",
    ),
    National(
        "providers' savings, of plan",
        "2017/18",
        89.0,
        84.0,
        94.0,
        "S",
        "NHS Improvement, year-end report 2017/18",
    ),
    National(
        "providers' new savings, of turnover",
        "2015/16",
        3.8,
        3.4,
        4.2,
        "D",
        "£2.9bn; Public Finance; on £75,970m",
    ),
    National(
        "providers' new savings, of turnover",
        "2016/17",
        3.6,
        3.2,
        4.0,
        "S",
        "NHS Improvement, year-end report 2016/17",
    ),
    National(
        "providers' new savings, of turnover",
        "2017/18",
        3.6,
        3.2,
        4.0,
        "S",
        "NHS Improvement, year-end report 2017/18",
    ),
    *_margins(
        "providers' new savings in the plan, of turnover",
        0.4,
        ("2015/16", 4.2, "D", "£3.2bn forecast; Public Finance; on £75,970m"),
        ("2016/17", 4.0, "D", "3.6 % at 89 % of plan; NHS Improvement"),
        ("2017/18", 4.0, "D", "3.6 % at 89 % of plan; NHS Improvement"),
    ),
    National(
        "providers' savings, non-recurrent",
        "2016/17",
        26.0,
        21.0,
        31.0,
        "S",
        "£0.8bn of £3.1bn; NHS Improvement",
    ),
    National(
        "providers' savings, non-recurrent",
        "2017/18",
        31.0,
        26.0,
        36.0,
        "S",
        "NHS Improvement, year-end report 2017/18",
    ),
    National("first year's misses of hospitals", "p90 − p10, % of turnover", None, 5.0, 9.0, "J", BAR),
    National("first year's misses of providers", "correlation", None, 0.2, 0.5, "J", BAR),
    *(
        National(line, "2018/19", 12.6, 7.6, 17.6, "S", "NHS Improvement; plans as submitted")
        for line in (
            "providers that miss their plan by over £10m",
            "providers that miss their budget by over £10m",
        )
    ),
    National(
        "providers that owe at some year's end",
        "2016/17 to 2018/19",
        51.0,
        46.0,
        56.0,
        "D",
        "120 of about 234; " + LOANS,
    ),
    National("draws of 2018/19, % of income", "p10", 0.0, -0.6, 1.0, "S", LOANS),
    National("draws of 2018/19, % of income", "p50", 6.2, 5.0, 8.3, "S", LOANS),
    National("draws of 2018/19, % of income", "p90", 17.1, 12.4, 19.1, "S", LOANS),
    National("draws of two years", "correlation", 0.58, 0.45, 0.82, "S", LOANS),
    National("draws of two years", "mean after over 6 %", 10.1, 7.5, 12.5, "S", LOANS),
    National("draws of two years", "under 1 % after over 6 %", 7.5, 0.0, 16.7, "S", LOANS),
    National("draws of two years", "mean after 3 to 6 %", 5.7, 4.4, 7.1, "S", LOANS),
    National("draws of two years", "under 1 % after 3 to 6 %", 7.1, 0.0, 23.1, "S", LOANS),
    National("draws of two years", "mean after under 1 %", 1.7, 0.5, 3.0, "S", LOANS),
    National("draws of two years", "under 1 % after under 1 %", 53.3, 27.3, 80.0, "S", LOANS),
    National("owed in March 2019, % of income", "p50", 22.7, 17.7, 28.9, "S", LOANS),
    National("owed in March 2019, % of income", "p90", 55.3, 45.7, 62.4, "S", LOANS),
)
"""In the order of the table. Ranges of loans are 95 % bootstrap intervals, the percentiles of 4,000 resamples of the
74 trusts."""
