"""A scenario to begin with: one commissioner and one hospital, small, commented, and complete: it runs."""

from __future__ import annotations

import tomli_w

from simulator.scenario.schema import SCHEMA_FILE


def new_scenario(name: str) -> str:
    """The text of a small scenario called ``name``, which runs as it stands."""
    title = tomli_w.dumps({"title": name}).strip()
    return TEXT.replace("@schema@", SCHEMA_FILE).replace("@title@", title)


TEXT = """\
#:schema ./@schema@
# One commissioner, one hospital, five years. Every figure is invented: put your own in their place, and say
# where they come from. A number may be certain (1.5), or uncertain ({ p10 = 0.4, p50 = 0.8, p90 = 1.0 }), or
# carry its own source ({ value = 1.5, source = "accounts" }). Money is in £m a year at March's prices;
# _pct is in per cent. There is more than is used here: `recovery-sim schema` explains every key, and an editor
# that checks TOML (Tombi, Even Better TOML) shows it from the file that the first line names.

format = 1
@title@
summary = "A first scenario, with invented figures."
start = 2025-04-01            # 1 April of the first year
as_of = 2025-03-15            # what was announced by this day is known
years = 5
seed = 1
age_bands = ["0-17", "18-64", "65-74", "75-84", "85+"]

# Who is looked at together.
[system]
name = "The whole system"
members = ["commissioner", "hospital"]

# Where figures come from. Quality is official, reported, derived or judgement.
[sources.invented]
title = "Invented figures of the template"
date = 2025-03-01
quality = "judgement"

# ---- People and care -------------------------------------------------------------------------------------

[populations.county]
source = "invented"

[populations.county.people]   # mid-year figures, one for each age band
2025 = [40000, 118000, 23000, 13500, 5500]
2030 = [39500, 119000, 24500, 15500, 6300]

[services.urgent]
source = "invented"
cost_per_head_gbp = [160, 280, 900, 1700, 2600]               # by age band: how demand follows people
growth_pct = { p10 = 0.2, p50 = 1.2, p90 = 2.4 }              # a year, beyond what people explain
season = [0.98, 0.97, 0.96, 0.96, 0.96, 0.97, 1.0, 1.02, 1.05, 1.07, 1.03, 1.03]     # April to March
noise_sd_pct = 2.0                                            # from month to month
winter_extra_pct = 5.0                                        # more work while a winter of severity 1 lasts

[services.planned]
source = "invented"
cost_per_head_gbp = [90, 250, 800, 950, 620]
growth_pct = { p10 = 0.5, p50 = 1.8, p90 = 3.0 }
noise_sd_pct = 2.0
winter_cancelled_pct = 10.0                                   # cancelled in winter; it waits as a backlog

[services.prescribing]
source = "invented"
growth_pct = { p10 = 1.5, p50 = 3.5, p90 = 5.5 }
growth_includes = ["demography", "price"]                     # this growth is in cash and counts everything
noise_sd_pct = 1.0

[winter]
source = "invented"
probability = 0.6
length_months = { dist = "pert", low = 1.0, mode = 2.0, high = 3.5 }
severity = { dist = "triangular", low = 0.5, mode = 1.0, high = 1.8 }
backlog_share_pct = 3.0

# ---- Prices: each steps in April, by the row of the year or the last one before it -----------------------

[prices.pay]
source = "invented"
planned_pct = { 2025 = 2.8, 2026 = 2.3 }
errors_from = 2026            # the first year whose rate is not settled yet
error_sd_pct = 0.8
inflation_loading = 0.6
inflation_weight = 0.7

[prices.other]                # also moves investment, capital and the administration of contracts
source = "invented"
planned_pct = { 2025 = 2.2, 2026 = 2.0 }
errors_from = 2026
error_sd_pct = 0.8
inflation_loading = 0.8
inflation_weight = 0.3

[prices.tariff]               # what contracts pay follows inflation a year later
source = "invented"
planned_pct = { 2025 = 2.2, 2026 = 1.6 }
errors_from = 2026
error_sd_pct = 0.3
follows_inflation = 0.7

[prices.allocation]
source = "invented"
planned_pct = { 2025 = 3.6, 2026 = 3.2 }
errors_from = 2026
error_sd_pct = 0.5
follows_inflation = 0.7

# ---- Bodies ----------------------------------------------------------------------------------------------

[bodies.commissioner]
kind = "commissioner"
name = "The county's commissioner"
source = "invented"
population = "county"
allocation_gbp_m = 260.0
allocation_price = "allocation"
# Income less cost a year. The plan is what the books show and must agree with the figures below, within
# £0.01m (`recovery-sim check` walks through it); the percentiles say what may be true.
opening_underlying_gbp_m = { plan = -2.5, p10 = -5.0, p50 = -3.0, p90 = -1.0 }
opening_cumulative_gbp_m = -4.0
contingency_pct = 0.5

[bodies.commissioner.forecast]
error_sd_gbp_m = 0.8          # of a month-end forecast, at the year's beginning

[bodies.commissioner.recovery]     # when forecasts miss the budget: financial recovery
tolerance_pct = 0.3
reports = 2                   # bad reports in a row
lag_months = 1
release_months = 6

[bodies.commissioner.recovery.actions.defer_spending]
lines = ["running_costs"]
share_pct = { p10 = 2.0, p50 = 5.0, p90 = 8.0 }
duration_months = 6
rebound_pct = 40.0            # comes back the year after

[bodies.commissioner.spend.prescribing]
base_gbp_m = 38.0
service = "prescribing"

[bodies.commissioner.spend.community_care]
base_gbp_m = 64.5
price = "pay"

[bodies.commissioner.spend.running_costs]
base_gbp_m = 5.0
price = "pay"

[bodies.hospital]
kind = "provider"
name = "The county's hospital"
source = "invented"
host_population = "county"
opening_underlying_gbp_m = { plan = -3.0, p10 = -6.0, p50 = -3.5, p90 = -1.5 }
contingency_pct = 0.4
winter_premium_gbp_m = 0.3    # dearer staff, a month of winter at severity 1

[bodies.hospital.forecast]
error_sd_gbp_m = 1.0

[bodies.hospital.capacity]    # wards: steps of 2 % of base activity, opened and closed after some months
step_pct = 2.0
headroom_pct = 1.0
open_after_months = 3
close_after_months = 6
premium_pct = 130.0           # what work beyond open wards costs, of what it would have cost in them

[bodies.hospital.cash]
opening_gbp_m = 3.0
minimum_gbp_m = 1.0
capital_gbp_m = 7.0
loan_rate_pct = 3.5
loan_term_months = 36

[bodies.hospital.income.training]
base_gbp_m = 12.0
price = "pay"

[bodies.hospital.costs.staff]
base_gbp_m = 112.0
price = "pay"
fixed_pct = 20.0              # what is neither fixed nor semi-fixed follows activity
semi_fixed_pct = 60.0

[bodies.hospital.costs.supplies]
base_gbp_m = 40.0
price = "other"
semi_fixed_pct = 20.0

[bodies.hospital.costs.premises]
base_gbp_m = 10.0
price = "other"
fixed_pct = 100.0

[bodies.hospital.costs.depreciation]
base_gbp_m = 8.0
price = "other"
fixed_pct = 100.0
cash = false                  # a cost, not a payment

# ---- Contracts: block, activity, marginal_rate or blended ------------------------------------------------

[contracts.urgent]
source = "invented"
payer = "commissioner"
provider = "hospital"
service = "urgent"
form = "blended"
value_gbp_m = 95.0
price = "tariff"
planned_growth_pct = 2.0
rebase_share_pct = 50.0
variable_pct = 20.0
cap_pct = 6.0
collar_pct = 6.0

[contracts.planned]
source = "invented"
payer = "commissioner"
provider = "hospital"
service = "planned"
form = "activity"
value_gbp_m = 60.0
price = "tariff"
planned_growth_pct = 2.5
rebase_share_pct = 100.0
challenged_pct = 20.0

# ---- Savings and risks -----------------------------------------------------------------------------------

[office]                      # how many schemes can be mobilised at once
places = 3

[schemes.care_at_home]
source = "invented"
name = "Care at home instead of in a ward"
owner = "commissioner"
kind = "demand"
on = ["contracts.urgent"]
full_year_gbp_m = 3.0
start = 2025-10-01
ramp = "s_curve"
ramp_months = 12
mobilise_months = 6
team = 2
delay_months = { dist = "lognormal", p50 = 2.0, p90 = 8.0 }
delivery = { plan = 1.0, p10 = 0.3, p50 = 0.7, p90 = 1.0 }
recurrent_investment_gbp_m = 0.6

[schemes.hospital_programme]
source = "invented"
name = "The hospital's yearly programme"
owner = "hospital"
kind = "cash_releasing"
on = ["hospital.staff", "hospital.supplies"]
share_pct = 1.5
start = 2025-07-01
ramp_months = 6
mobilise_months = 2
team = 1
delivery = { plan = 1.0, p10 = 0.5, p50 = 0.8, p90 = 1.05 }
recurrent_pct = 75.0
repeats_yearly = true

[risks.backlog_maintenance]
source = "invented"
name = "A failing boiler house"
owner = "hospital"
probability = 0.3
amount_gbp_m = { dist = "triangular", low = 0.5, mode = 1.0, high = 3.0 }
date = 2025-10-01
window_months = 36
duration_months = 6
"""
