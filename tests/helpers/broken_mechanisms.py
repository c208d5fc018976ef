"""Scenario files in which a council, a PFI, a cost, a shock, money, or care pushed elsewhere is not as it can be."""

from __future__ import annotations

from tests.helpers.broken_files import Broken, with_mechanisms, written

COUNCIL = 'funding_price = "council_tax"\n'
AFFORDABILITY = (
    "affordability = { withheld_pct = { p10 = 20.0, p50 = 50.0, p90 = 80.0 }, withheld_in_full_at_pct = 2.0 }"
)
STOPPED = "marginal_rate_pct = { 2018 = 50.0 }\nplanned_growth_pct = 1.0\nstopped_pct = 30.0"
WINTER = (
    '[winter]\nsource = "invented"\nprobability = 0.5\nlength_months = 2.0\n'
    'severity = { dist = "triangular", low = 0.5, mode = 1.0, high = 1.5 }\nbacklog_share_pct = 3.0\n'
)
FOLLOWS_NEED = "[schemes.east_programme.follows_need]"
SECOND_PROGRAMME = """[schemes.second]
name = "A second programme"
owner = "east_ccg"
kind = "cash_releasing"
on = ["east_ccg.prescribing"]
start = 2019-04-01
ramp = "immediate"
repeats_yearly = true
repeats_until = 2019

[schemes.second.follows_need]
most_pct = 2.0"""
CLOSURE = 'kind = "closure"\non = ["general.maternity"]\n'
MERGER = 'needs = ["one_team"]\nbodies = ["east_ccg", "west_ccg"]\ncost_gbp_m = 0.3\n'
LONE_PROVIDER = """
format = 1
title = "A trust and nobody who pays it"
start = 2018-04-01
as_of = 2018-06-30
years = 2
age_bands = ["0+"]
[system]
name = "A trust"
members = ["trust"]
[populations.town.people]
2018 = [1000]
2021 = [1000]
[services.care]
cost_per_head_gbp = [100]
[prices.other]
planned_pct = { 2018 = 0.0 }
[outside.others]
name = "Others"
[bodies.trust]
kind = "provider"
name = "The trust"
host_population = "town"
opening_underlying_gbp_m = 0.0
[bodies.trust.costs.staff]
base_gbp_m = 10.0
[contracts.care]
payer = "others"
provider = "trust"
service = "care"
form = "block"
value_gbp_m = 10.0
[levies.top_slice] # HERE
from_year = 2018
share_pct = 1.0
"""
SUBMITTED = "submitted_plan = { position_gbp_m = { 2018 = -1.2, 2020 = 0.4 } }\n"
LONE_POLICY = (
    LONE_PROVIDER.partition("[levies")[0]
    + '[policy_regimes]\nbegins = [2018]\nplan = "calm"\n[policy_regimes.regimes.calm]\nprobability = 1.0\n'
)
ALONE = """format = 1
title = "One body alone"
start = 2020-04-01
as_of = 2020-03-15
years = 2
age_bands = ["0+"]
system = { name = "One body", members = ["one"] }
populations.town.people.2020 = [1000.0]
services.care.cost_per_head_gbp = [100.0]
prices.other.planned_pct.2020 = 0.0
outside.others.name = "Others"
"""
HOSPITAL = """
[bodies.one]
kind = "provider"
name = "A hospital"
host_population = "town"
opening_underlying_gbp_m = 0.0
costs.staff.base_gbp_m = 120.0

[contracts.care]
payer = "others"
provider = "one"
service = "care"
form = "block"
value_gbp_m = 120.0
"""
COMMISSIONER = """
[bodies.one]
kind = "commissioner"
name = "A commissioner"
population = "town"
allocation_gbp_m = 120.0
opening_underlying_gbp_m = 0.0
spend.care = { base_gbp_m = 120.0, service = "care" }
"""
SHOCKS = "\n[operational_shocks]\nsd_pct = 1.0\n"

LOCAL: dict[str, Broken] = {
    # ---- bounds
    "kept in shares": with_mechanisms(
        "schemes.close_maternity.gateways.public.kept_pct",
        "has p90 = 120; allowed is 0 to 100",
        ("p10 = 50.0, p50 = 80.0, p90 = 100.0 }", "p10 = 50.0, p50 = 80.0, p90 = 120.0 } # HERE"),
    ),
    "failure in per cent": with_mechanisms(
        "milestones.bid.fails_probability",
        "is 30; allowed is 0 to 1; 30 % is 0.3",
        ("fails_probability = 0.3", "fails_probability = 30 # HERE"),
    ),
    "grip beyond one": with_mechanisms(
        "milestones.one_team.grip_change",
        "allowed is -1 to 1",
        ("grip_change = { p10 = 0.0, p50 = 0.1, p90 = 0.2 }", "grip_change = 10 # HERE"),
    ),
    "disruption below nothing": with_mechanisms(
        "milestones.one_team.disruption",
        "allowed is 0 to 1",
        ("disruption = 0.1", "disruption = -0.1 # HERE"),
    ),
    "a row of the regime out of bounds": with_mechanisms(
        "regime.commissioners.headroom_spent_pct.2018",
        "is 150; allowed is 0 to 100",
        ("{ 2018 = 50.0 }\ndrawdown", "{ 2018 = 150.0 } # HERE\ndrawdown"),
    ),
    "a negative offer": with_mechanisms(
        "bodies.east_ccg.sustainability_funding.offer_gbp_m.2018",
        "is -0.5; allowed is at least 0",
        ("offer_gbp_m = { 2018 = 0.5 }", "offer_gbp_m = { 2018 = -0.5 }"),
    ),
    "more than all capacity": with_mechanisms(
        "schemes.close_maternity.capacity_lost_pct",
        "is 200; allowed is 0 to 100",
        ("capacity_lost_pct = 2.0", "capacity_lost_pct = 200 # HERE"),
    ),
    # ---- councils
    "council as a member": with_mechanisms(
        "system.members",
        '"council" is a council: its money is ring-fenced',
        ('"general", "community"]', '"general", "community", "council"] # HERE'),
    ),
    "council in the ring": with_mechanisms(
        "system.pooling.ring_fenced",
        '"council" is no member of the system, and never in its pool',
        ('ring_fenced = ["community"]', 'ring_fenced = ["council"] # HERE'),
    ),
    "stranger in the ring": with_mechanisms(
        "system.pooling.ring_fenced",
        'there is no member of the system "comunity"; did you mean "community"?',
        ('ring_fenced = ["community"]', 'ring_fenced = ["comunity"] # HERE'),
    ),
    "council that merges": with_mechanisms(
        "milestones.merger.bodies",
        '"council" is a council, which shares no management',
        (MERGER, MERGER.replace('"west_ccg"]', '"council"] # HERE')),
    ),
    "council that provides": with_mechanisms(
        "contracts.council_reablement.provider",
        '"council" is a council: a provider or an outside party provides',
        ('payer = "council"\nprovider = "community"', 'payer = "west_ccg"\nprovider = "council" # HERE'),
    ),
    "council with a control total": with_mechanisms(
        "bodies.council.control_total",
        "is not a key here",
        (COUNCIL, f"control_total = {{ opening_gbp_m = 1.0 }} # HERE\n{COUNCIL}"),
    ),
    "unknown price of a council's funding": with_mechanisms(
        "bodies.council.funding_price",
        'did you mean "council_tax"?',
        ('funding_price = "council_tax"', 'funding_price = "counciltax" # HERE'),
    ),
    "unknown price of discharge": with_mechanisms(
        "bodies.council.discharge.price",
        'there is no price series "pey"; did you mean "pay"?',
        ('price = "pay"\ndelayed', 'price = "pey" # HERE\ndelayed'),
    ),
    "discharge from no contract": with_mechanisms(
        "bodies.council.discharge.contracts",
        'there is no contract "east_urgnt"; did you mean "east_urgent"?',
        ('contracts = ["east_urgent", ', 'contracts = ["east_urgnt", # HERE\n'),
    ),
    "discharge from outside": with_mechanisms(
        "bodies.council.discharge.contracts",
        '"west_urgent" is with "department", which is not simulated',
        (
            'payer = "west_ccg"\nprovider = "general"',
            'payer = "west_ccg"\nprovider = "department"',
        ),
        ("provider_administration_gbp_m = 0.2\n\n[contracts.east_community]", "\n[contracts.east_community]"),
        ('"west_urgent"]', '"west_urgent"] # HERE'),
    ),
    "charge for no bed": with_mechanisms(
        "bodies.council.discharge.charge_pct",
        "has no effect: there is no bed_pct",
        ("bed_pct = 25.0\n", ""),
        ("charge_pct = 50.0", "charge_pct = 50.0 # HERE"),
    ),
    "bed of nobody": with_mechanisms(
        "bodies.council.discharge.bed_pct",
        "has no effect: there is no delayed_pct",
        ("delayed_pct = 30.0\n", ""),
        ("bed_pct = 25.0", "bed_pct = 25.0 # HERE"),
    ),
    # ---- unit costs
    "unit costs of a building": with_mechanisms(
        "bodies.community.unit_cost_growth_pct",
        "has no effect: its only cost is PFI",
        ("[bodies.community.costs.staff]", "[bodies.community.costs.staff]\npfi = true"),
        ("{ opening_gbp_m = 0.0 }", "{ opening_gbp_m = 0.0 }\nunit_cost_growth_pct = 1.0 # HERE"),
    ),
    "unit costs of nobody": with_mechanisms(
        "unit_costs",
        "has no effect: no provider has a unit_cost_growth_pct",
        ("unit_cost_growth_pct = { plan = 0.2, p10 = 0.0, p50 = 0.4, p90 = 1.0 }\n", ""),
        ("[unit_costs]", "[unit_costs] # HERE"),
    ),
    "unit costs that vanish": with_mechanisms(
        "bodies.general.unit_cost_growth_pct",
        "has p10 = -120; allowed is -99 to 100",
        (
            "unit_cost_growth_pct = { plan = 0.2, p10 = 0.0",
            "unit_cost_growth_pct = { plan = 0.2, p10 = -120.0",
        ),
        (
            "p90 = 1.0 }\ncontrol_total = { opening_gbp_m = -1.5 }",
            "p90 = 1.0 } # HERE\ncontrol_total = { opening_gbp_m = -1.5 }",
        ),
    ),
    "unit costs of a commissioner": with_mechanisms(
        "bodies.west_ccg.unit_cost_growth_pct",
        "is not a key here",
        ("allocation_gbp_m = 63.0", "unit_cost_growth_pct = 1.0 # HERE\nallocation_gbp_m = 63.0"),
    ),
    # ---- money that buys volume
    "unknown money": with_mechanisms(
        "contracts.east_community.commissioned.money",
        'there is no price series "retial"; did you mean "retail"?',
        ('commissioned = { money = "retail"', 'commissioned = { money = "retial"'),
        ("p90 = 110.0 } }", "p90 = 110.0 } } # HERE"),
    ),
    "money that is the price": with_mechanisms(
        "contracts.east_community.commissioned",
        "has no effect: its money is its price, and buys no other volume; leave it out",
        ('commissioned = { money = "retail"', 'price = "retail"\ncommissioned = { money = "retail"'),
        ("p90 = 110.0 } }", "p90 = 110.0 } } # HERE"),
    ),
    "volume of nobody's books": with_mechanisms(
        "contracts.west_community.commissioned.cost_pct",
        'has no effect: "department" is not simulated; leave it out',
        (
            'payer = "west_ccg"\nprovider = "community"',
            'payer = "west_ccg"\nprovider = "department"',
        ),
        (
            "value_gbp_m = 4.0",
            'value_gbp_m = 4.0\ncommissioned = { money = "retail", cost_pct = 50.0 } # HERE',
        ),
    ),
    "volume that costs less than nothing": with_mechanisms(
        "contracts.east_community.commissioned.cost_pct",
        "has p10 = -70; allowed is at least 0",
        ("p10 = 70.0", "p10 = -70.0"),
        ("p90 = 110.0 } }", "p90 = 110.0 } } # HERE"),
    ),
    # ---- the plan that was submitted
    "submitted before the start": with_mechanisms(
        "bodies.general.submitted_plan.position_gbp_m.2017",
        "has no effect: the years simulated are 2018 to 2023; leave it out",
        (SUBMITTED, "submitted_plan = { position_gbp_m = { 2017 = -1.2, 2018 = -1.2 } } # HERE\n"),
    ),
    "submitted after the horizon": with_mechanisms(
        "bodies.general.submitted_plan.position_gbp_m.2024",
        "has no effect: the years simulated are 2018 to 2023; leave it out",
        (SUBMITTED, "submitted_plan = { position_gbp_m = { 2024 = 0.4 } } # HERE\n"),
    ),
    "nothing submitted": with_mechanisms(
        "bodies.general.submitted_plan.position_gbp_m",
        "at least 1",
        (SUBMITTED, "submitted_plan = { position_gbp_m = {} } # HERE\n"),
    ),
    "submitted in pounds": with_mechanisms(
        "bodies.general.submitted_plan.position_gbp_m.2018",
        "should be at least -1,000,000",
        (SUBMITTED, "submitted_plan = { position_gbp_m = { 2018 = -1200000.0 } } # HERE\n"),
    ),
    # ---- levies
    "levy to a stranger": with_mechanisms(
        "levies.better_care.paid_to",
        'there is no outside party "departmnt"; did you mean "department"?',
        ('paid_to = "department"', 'paid_to = "departmnt" # HERE'),
    ),
    "levy to a body": with_mechanisms(
        "levies.better_care.paid_to",
        '"council" is simulated: a levy goes to an outside party',
        ('paid_to = "department"', 'paid_to = "council" # HERE'),
    ),
    "levy that ends before it begins": with_mechanisms(
        "levies.better_care.to_year",
        "is before from_year, 2019",
        ("to_year = 2021", "to_year = 2018 # HERE"),
    ),
    "levy after the horizon": with_mechanisms(
        "levies.top_slice",
        "has no effect: it begins in 2024, after the horizon; leave it out",
        ("[levies.top_slice]\nfrom_year = 2021", "[levies.top_slice] # HERE\nfrom_year = 2024"),
    ),
    "levy before the start": with_mechanisms(
        "levies.better_care",
        "has no effect: it ends with 2017, before the start; leave it out",
        ("[levies.better_care]", "[levies.better_care] # HERE"),
        ("from_year = 2019\nto_year = 2021", "from_year = 2015\nto_year = 2017"),
    ),
    "levy that outlives the horizon": with_mechanisms(
        "levies.better_care.to_year",
        "has no effect: it is after the horizon; leave it out",
        ("to_year = 2021", "to_year = 2024 # HERE"),
    ),
    "levy of more than all": with_mechanisms(
        "levies.top_slice.share_pct",
        "is 120; allowed is 0 to 100",
        ("share_pct = 0.5", "share_pct = 120.0 # HERE"),
    ),
    "levy on nobody": written(
        LONE_PROVIDER,
        "levies.top_slice",
        "has no effect: no commissioner is simulated; leave it out",
    ),
    # ---- operational shocks
    "shocks without a size": with_mechanisms(
        "operational_shocks.sd_pct",
        "is missing",
        ("[operational_shocks]", "[operational_shocks] # HERE"),
        ("sd_pct = 1.0\nrecurrent_pct", "recurrent_pct"),
    ),
    "shocks that share more than all": with_mechanisms(
        "operational_shocks.shared",
        "should be at most 1, but is 30",
        ("shared = 0.3", "shared = 30 # HERE"),
    ),
    "shocks that take more than all": with_mechanisms(
        "operational_shocks.mean_pct",
        "has p10 = -600; allowed is -100 to 100",
        ("p10 = -0.6, p50 = -0.2, p90 = 0.0 }", "p10 = -600.0, p50 = -0.2, p90 = 0.0 } # HERE"),
    ),
    "shocks that stay more than whole": with_mechanisms(
        "operational_shocks.recurrent_pct",
        "is 200; allowed is 0 to 100",
        ("recurrent_pct = 20.0", "recurrent_pct = 200.0 # HERE"),
    ),
    "shocks of commissioners where there is none": written(
        f"{ALONE}{HOSPITAL}{SHOCKS}commissioners_pct = 50.0 # HERE\n",
        "operational_shocks.commissioners_pct",
        "has no effect: there is no commissioner",
    ),
    "shocks of nobody": written(
        f"{ALONE}{COMMISSIONER}{SHOCKS}".replace("[operational_shocks]", "[operational_shocks] # HERE"),
        "operational_shocks",
        "has no effect: there is no provider, and no commissioners_pct",
    ),
    "shocks that one shares with nobody": written(
        f"{ALONE}{HOSPITAL}{SHOCKS}shared = 0.5 # HERE\n",
        "operational_shocks.shared",
        "has no effect: only one is struck",
    ),
    # ---- quality special measures
    "quality without a cost": with_mechanisms(
        "bodies.general.quality.cost_pct",
        "is missing",
        ("[bodies.general.quality]", "[bodies.general.quality] # HERE"),
        ("p90 = 30.0 }\ncost_pct = 1.0\n", "p90 = 30.0 }\n"),
    ),
    "quality that is likelier than certain": with_mechanisms(
        "bodies.general.quality.probability",
        "is 30; allowed is 0 to 1; 30 % is 0.3",
        ("probability = 0.3\nlasts_months", "probability = 30 # HERE\nlasts_months"),
    ),
    "quality measures before they begin": with_mechanisms(
        "bodies.general.quality.lasts_months",
        "has p10 = -6; allowed is at least 0",
        ("p10 = 6.0, p50 = 14.0, p90 = 30.0 }", "p10 = -6.0, p50 = 14.0, p90 = 30.0 } # HERE"),
    ),
    "quality measures that nothing leads to": with_mechanisms(
        "bodies.general.quality",
        "has no effect: it is in no special measures at the start, and has no probability",
        ("[bodies.general.quality]", "[bodies.general.quality] # HERE"),
        ("in_special_measures = true\nprobability = 0.3\n", ""),
    ),
    "quality measures that never end": with_mechanisms(
        "bodies.general.quality.probability",
        "has no effect: those of the start last beyond the last April",
        ("probability = 0.3\nlasts_months", "probability = 0.3 # HERE\nlasts_months"),
        ("{ plan = 9.0, p10 = 6.0, p50 = 14.0, p90 = 30.0 }", "100.0"),
    ),
    "quality measures of nobody's pay": with_mechanisms(
        "bodies.community.quality.cost_pct",
        'has no effect: no cost line has the price "pay"',
        (
            '[bodies.community.costs.staff]\nbase_gbp_m = 35.0\nprice = "pay"\n',
            "[bodies.community.quality]\nprobability = 0.1\nlasts_months = 9.0\ncost_pct = 1.0 # HERE\n\n"
            "[bodies.community.costs.staff]\nbase_gbp_m = 35.0\n",
        ),
    ),
    "quality of a commissioner": with_mechanisms(
        "bodies.west_ccg.quality",
        "is not a key here",
        ("allocation_gbp_m = 63.0", "quality.cost_pct = 1.0 # HERE\nallocation_gbp_m = 63.0"),
    ),
    "quality measures in a group": with_mechanisms(
        "correlations.ill.members",
        '"bodies.general.quality.lasts_months" is drawn anew each year',
        (
            "[bodies.general.quality]",
            '[correlations.ill]\nmembers = ["services.urgent.growth_pct",\n'
            '"bodies.general.quality.lasts_months"] # HERE\nmatrix = [[1, 0.5], [0.5, 1]]\n\n'
            "[bodies.general.quality]",
        ),
    ),
    # ---- what a commissioner can afford
    "withheld at twice the allocation": with_mechanisms(
        "bodies.west_ccg.affordability.withheld_in_full_at_pct",
        "is 200; allowed is 0 to 100",
        ("withheld_in_full_at_pct = 2.0 }", "withheld_in_full_at_pct = 200 } # HERE"),
    ),
    "affordability of a hospital": with_mechanisms(
        "bodies.community.affordability",
        "is not a key here",
        ("{ opening_gbp_m = 0.0 }", "{ opening_gbp_m = 0.0 }\naffordability = {} # HERE"),
    ),
    "nothing that it pays": with_mechanisms(
        "bodies.third_ccg.affordability",
        "has no effect: it pays no contract",
        (
            "[bodies.west_ccg]",
            '[bodies.third_ccg]\nkind = "commissioner"\nname = "Third CCG"\npopulation = "county"\n'
            "allocation_gbp_m = 1.0\nopening_underlying_gbp_m = 1.0\n"
            "affordability = { withheld_pct = 50.0, withheld_in_full_at_pct = 1.0 } # HERE\n\n[bodies.west_ccg]",
        ),
    ),
    "nothing that grows": with_mechanisms(
        "bodies.west_ccg.affordability",
        "has no effect: no contract that it pays grows, and it has no withheld_pct",
        (AFFORDABILITY, "affordability = {} # HERE"),
        (STOPPED, "marginal_rate_pct = { 2018 = 50.0 }"),
    ),
    "withheld at no distance": with_mechanisms(
        "bodies.west_ccg.affordability.withheld_in_full_at_pct",
        "is missing: how far short it is where it withholds most",
        (AFFORDABILITY, "affordability = { withheld_pct = 50.0 } # HERE"),
    ),
    "distance of nothing withheld": with_mechanisms(
        "bodies.west_ccg.affordability.withheld_in_full_at_pct",
        "has no effect: there is no withheld_pct",
        (AFFORDABILITY, "affordability = { withheld_in_full_at_pct = 2.0 } # HERE"),
        ("stopped_pct = 30.0\n", ""),
    ),
    "withheld of a block": with_mechanisms(
        "bodies.west_ccg.affordability.withheld_pct",
        "has no effect: a block pays nothing above plan, and it has no other",
        (AFFORDABILITY, AFFORDABILITY + " # HERE"),
        (
            f'form = "marginal_rate"\nvalue_gbp_m = 40.0\nprice = "other"\n{STOPPED}',
            'form = "block"\nvalue_gbp_m = 40.0',
        ),
    ),
    "stopped for a payer of everything": with_mechanisms(
        "contracts.east_urgent.stopped_pct",
        "has no effect: east_ccg has no [affordability] table, and withholds nothing",
        ("planned_growth_pct = 1.5", "planned_growth_pct = 1.5\nstopped_pct = 30.0 # HERE"),
    ),
    "stopped for what is not withheld": with_mechanisms(
        "contracts.west_urgent.stopped_pct",
        "has no effect: west_ccg has no withheld_pct",
        (AFFORDABILITY, "affordability = {}"),
        (STOPPED, STOPPED + " # HERE"),
    ),
    "stopped in a block": with_mechanisms(
        "contracts.west_community.stopped_pct",
        "has no effect: a block pays nothing above plan that could be withheld",
        ("value_gbp_m = 4.0", "value_gbp_m = 4.0\nstopped_pct = 30.0 # HERE"),
    ),
    "stopped for good": with_mechanisms(
        "contracts.west_urgent.stopped_pct",
        "needs a [winter]: its backlog_share_pct works off what is stopped",
        (WINTER, ""),
        ("winter_cancelled_pct = 5.0\n", ""),
        (STOPPED, STOPPED + " # HERE"),
    ),
    # ---- lines
    "PFI that is partly variable": with_mechanisms(
        "bodies.general.costs.pfi.fixed_pct",
        "does not go with pfi = true",
        ("pfi = true\n", "pfi = true\nfixed_pct = 90.0 # HERE\n"),
    ),
    "cost that ends": with_mechanisms(
        "bodies.general.costs.maternity.ends",
        "is for a PFI only",
        ("fixed_pct = 80.0", "fixed_pct = 80.0\nends = 2020-04-01 # HERE"),
    ),
    "PFI that has ended": with_mechanisms(
        "bodies.general.costs.pfi.ends",
        "is 2018-04-01, not after the start on 2018-04-01: leave the line out",
        ("ends = 2023-01-16", "ends = 2018-04-01 # HERE"),
    ),
    "PFI that outlives the horizon": with_mechanisms(
        "bodies.general.costs.pfi.ends",
        "has no effect: it is after the horizon; leave it out",
        ("ends = 2023-01-16", "ends = 2036-01-16 # HERE"),
    ),
    "income that has ended": with_mechanisms(
        "bodies.general.income.pfi_support.ends",
        "leave the line out",
        ("ends = 2022-10-15", "ends = 2017-10-15 # HERE"),
    ),
    "income from a body": with_mechanisms(
        "bodies.general.income.pfi_support.payer",
        '"west_ccg" is simulated: what it pays is a contract; name an outside party',
        ('payer = "department"', 'payer = "west_ccg" # HERE'),
    ),
    "income from nobody": with_mechanisms(
        "bodies.general.income.pfi_support.payer",
        'there is no outside party "departement"; did you mean "department"?',
        ('payer = "department"', 'payer = "departement" # HERE'),
    ),
    "scheme on a PFI": with_mechanisms(
        "schemes.close_maternity.on",
        '"general.pfi" is a PFI: the payment is fixed by contract',
        (CLOSURE, CLOSURE.replace('"general.maternity"]', '"general.pfi"] # HERE')),
    ),
    "recovery on a PFI": with_mechanisms(
        "bodies.general.recovery.actions.hold.lines",
        '"pfi" is a PFI: the payment is fixed by contract',
        (
            "[bodies.general.capacity]",
            "[bodies.general.recovery]\ntolerance_pct = 0.5\nreports = 2\n"
            '[bodies.general.recovery.actions.hold]\nlines = ["pfi"] # HERE\nshare_pct = 5\n'
            "duration_months = 3\n\n[bodies.general.capacity]",
        ),
    ),
    "recovery that holds more than all": with_mechanisms(
        "bodies.general.recovery.actions.stop.share_pct",
        "actions together plan to hold 110 % of staff; allowed is at most 100 %",
        (
            "[bodies.general.capacity]",
            "[bodies.general.recovery]\ntolerance_pct = 0.5\nreports = 2\n"
            '[bodies.general.recovery.actions.hold]\nlines = ["staff"]\nshare_pct = 60\nduration_months = 3\n'
            '[bodies.general.recovery.actions.stop]\nlines = ["staff"]\nshare_pct = 50 # HERE\n'
            "duration_months = 3\n\n[bodies.general.capacity]",
        ),
    ),
    # ---- policy regimes
    "a plan by no regime": with_mechanisms(
        "policy_regimes.plan",
        'there is no policy regime "steadi"; did you mean "steady"?',
        ('plan = "steady"', 'plan = "steadi" # HERE'),
    ),
    "policy for no price": with_mechanisms(
        "policy_regimes.regimes.austere.rates_pct.othr",
        'there is no price series "othr"; did you mean "other"?',
        ("rates_pct = { other = -0.8, pay = -0.4 }", "rates_pct = { othr = -0.8, pay = -0.4 } # HERE"),
    ),
    "policy that moves prices by more than all": with_mechanisms(
        "policy_regimes.regimes.austere.rates_pct.pay",
        "is -400; allowed is -100 to 100",
        ("rates_pct = { other = -0.8, pay = -0.4 }", "rates_pct = { other = -0.8, pay = -400 } # HERE"),
    ),
    "parliaments after the horizon alone": with_mechanisms(
        "policy_regimes.begins",
        "has no effect: 2024, the first, is after the horizon",
        ("begins = [2017, 2020]", "begins = [2024, 2029] # HERE"),
    ),
    "parliaments out of order": with_mechanisms(
        "policy_regimes.begins",
        "is 2016, after 2020; state them in order",
        ("begins = [2017, 2020]", "begins = [2020, 2016] # HERE"),
    ),
    "a parliament before the last one before the start": with_mechanisms(
        "policy_regimes.begins",
        "has no effect: the next one has begun by the start",
        ("begins = [2017, 2020]", "begins = [2014, 2018, 2020] # HERE"),
    ),
    "regimes of which none may come": with_mechanisms(
        "policy_regimes.regimes",
        "have probabilities that add up to 0.9; it must be 1",
        (
            "[policy_regimes.regimes.steady]\nprobability = 0.5",
            "[policy_regimes.regimes.steady] # HERE\nprobability = 0.4",
        ),
    ),
    "a regime called as a break": with_mechanisms(
        "policy_regimes.regimes.break",
        "is what reports call the years of a break; name the regime otherwise",
        ("[policy_regimes.regimes.generous]", "[policy_regimes.regimes.break] # HERE"),
    ),
    "policy for a price that nobody pays": with_mechanisms(
        "policy_regimes.regimes.austere.rates_pct.unpaid",
        "has no effect: nothing moves with that series",
        ("rates_pct = { other = -0.8, pay = -0.4 }", "rates_pct = { unpaid = -0.8, pay = -0.4 } # HERE"),
        ("[prices.pay]", "[prices.unpaid]\nplanned_pct = { 2018 = 1.0 }\n\n[prices.pay]"),
    ),
    "policy on funding that nobody is offered": written(
        LONE_POLICY + "support_pct = 50.0 # HERE",
        "policy_regimes.regimes.calm.support_pct",
        "has no effect: nobody is offered sustainability funding",
    ),
    "policy that changes nothing": written(
        LONE_POLICY.replace("[policy_regimes]", "[policy_regimes] # HERE"),
        "policy_regimes",
        "has no effect: no regime has rates_pct or support_pct, and there is no break",
    ),
    "a break that changes nothing": written(
        LONE_POLICY + "[policy_regimes.interruption] # HERE\nprobability = 0.1\nlasts_years = 2",
        "policy_regimes.interruption",
        "has no effect: every contract is a block, nobody is offered sustainability funding, and it has neither",
    ),
    "a break that writes off no loan": written(
        LONE_POLICY
        + "[policy_regimes.interruption]\nprobability = 0.1\nlasts_years = 2\nloans_written_off_pct = 50.0 # HERE",
        "policy_regimes.interruption.loans_written_off_pct",
        "has no effect: no provider has a [cash] table",
    ),
    "a council's year-end measures": with_mechanisms(
        "bodies.council.year_end",
        "is not a key here",
        (COUNCIL, f"year_end = {{ found_pct = 1.0 }} # HERE\n{COUNCIL}"),
    ),
    "more than all brought forward": with_mechanisms(
        "bodies.east_ccg.year_end.brought_forward_pct",
        "is 150; allowed is 0 to 100",
        ("brought_forward_pct = 50.0", "brought_forward_pct = 150.0"),
    ),
    "found without saying how much": with_mechanisms(
        "bodies.general.year_end.found_pct",
        "is missing",
        (
            "year_end = { found_pct = { p10 = 0.4, p50 = 0.8, p90 = 1.5 }, returns_pct = 100.0 }",
            "year_end = { returns_pct = 100.0 } # HERE",
        ),
    ),
    "a return after the last year": with_mechanisms(
        "bodies.general.year_end.returns_pct",
        "has no effect: the horizon is one year, and it returns in the next",
        ("years = 6", "years = 1"),
        ("returns_pct = 100.0 }", "returns_pct = 100.0 } # HERE"),
    ),
    # ---- savings programmes that follow need
    "a closure that follows need": with_mechanisms(
        "schemes.close_maternity.follows_need",
        'does not go with kind = "closure"',
        ("capacity_lost_pct = 2.0", "capacity_lost_pct = 2.0\nfollows_need = { most_pct = 3.0 } # HERE"),
    ),
    "need without a programme": with_mechanisms(
        "schemes.east_programme.follows_need",
        "needs repeats_yearly = true",
        ("repeats_yearly = true\n", ""),
        (FOLLOWS_NEED, f"{FOLLOWS_NEED} # HERE"),
    ),
    "need of an amount": with_mechanisms(
        "schemes.east_programme.full_year_gbp_m",
        "does not go with follows_need: state share_pct",
        ("share_pct = 1.5", "full_year_gbp_m = 1.5 # HERE"),
    ),
    "need in doing nothing": with_mechanisms(
        "schemes.east_programme.in_do_nothing",
        "does not go with follows_need",
        ("repeats_yearly = true", "repeats_yearly = true\nin_do_nothing = true # HERE"),
    ),
    "need that pushes care": with_mechanisms(
        "schemes.east_programme.pushed_onto",
        "does not go with follows_need",
        (
            "repeats_yearly = true",
            'repeats_yearly = true\npushed_onto = "council.home_care" # HERE\npushed_gbp_m = 0.1',
        ),
    ),
    "no most": with_mechanisms(
        "schemes.east_programme.follows_need.most_pct",
        "is missing",
        ("most_pct = { p10 = 3.0, p50 = 4.0, p90 = 6.0 }\n", ""),
        (FOLLOWS_NEED, f"{FOLLOWS_NEED} # HERE"),
    ),
    "most below least": with_mechanisms(
        "schemes.east_programme.follows_need.most_pct",
        "is 4, below least_pct, 4.5",
        ("least_pct = 0.5", "least_pct = 4.5"),
        ("p90 = 6.0 }\ntarget_pct", "p90 = 6.0 } # HERE\ntarget_pct"),
    ),
    "two targets of one body": with_mechanisms(
        "schemes.second.follows_need.target_pct",
        'is stated by "east_programme" already: it holds for all programmes of east_ccg',
        ("[milestones.bid]\n", f"{SECOND_PROGRAMME}\ntarget_pct = 1.0 # HERE\n\n[milestones.bid]\n"),
    ),
    "need that never comes": with_mechanisms(
        "schemes.east_programme.follows_need",
        "has no effect: the programme does not start anew after the first year",
        ("repeats_yearly = true", "repeats_yearly = true\nrepeats_until = 2018"),
        (FOLLOWS_NEED, f"{FOLLOWS_NEED} # HERE"),
    ),
    "a share that nothing reads": with_mechanisms(
        "schemes.east_programme.share_pct",
        "has no effect: every year of the programme is set by what its owner lacks",
        ("start = 2018-07-01\nramp_months = 3", "start = 2019-07-01\nramp_months = 3"),
        ("share_pct = 1.5", "share_pct = 1.5 # HERE"),
    ),
    "tired of one year": with_mechanisms(
        "schemes.second.follows_need.tires_a_year",
        "has no effect: the programme starts only once",
        ("[milestones.bid]\n", f"{SECOND_PROGRAMME}\ntires_a_year = 0.1 # HERE\n\n[milestones.bid]\n"),
    ),
    "stretched by nothing": with_mechanisms(
        "schemes.east_programme.follows_need.stretch_from_pct",
        "has no effect: there is no stretch_effect",
        ("stretch_from_pct = 1.0", "stretch_from_pct = 1.0 # HERE"),
        ("stretch_effect = 0.05\n", ""),
    ),
    "never stretched": with_mechanisms(
        "schemes.second.follows_need.stretch_effect",
        "has no effect: neither most_pct nor share_pct is above stretch_from_pct",
        (
            "[milestones.bid]\n",
            f"{SECOND_PROGRAMME}\nstretch_from_pct = 3.0\nstretch_effect = 0.1 # HERE\n\n[milestones.bid]\n",
        ),
    ),
    "more than all at most": with_mechanisms(
        "schemes.east_programme.on",
        "schemes together plan to save 120 % of east_ccg.prescribing; allowed is at most 100 %",
        ("most_pct = { p10 = 3.0, p50 = 4.0, p90 = 6.0 }", "most_pct = 20.0"),
        ('on = ["east_ccg.prescribing"]', 'on = ["east_ccg.prescribing"] # HERE'),
    ),
    # ---- closures, consultations, pushed care
    "closure by a commissioner": with_mechanisms(
        "schemes.close_maternity.owner",
        '"west_ccg" is a commissioner: a provider closes what it runs',
        ('owner = "general"\nkind = "closure"', 'owner = "west_ccg" # HERE\nkind = "closure"'),
    ),
    "closure of what is no line": with_mechanisms(
        "schemes.close_maternity.on",
        "a closure scheme acts on cost lines of its owner, a provider",
        (CLOSURE, CLOSURE.replace('"general.maternity"]', '"general.pfi_support"] # HERE')),
    ),
    "closure that nobody was asked about": with_mechanisms(
        "schemes.close_maternity.gateways",
        "is missing a public consultation",
        ("[schemes.close_maternity.gateways.public]", "[schemes.close_maternity.gateways.public] # HERE"),
        ('kind = "consultation"\n', ""),
        ("delay_months = { p10 = 0.0, p50 = 3.0, p90 = 9.0 }\nkept_pct", "# kept_pct"),
    ),
    "decision that waters down": with_mechanisms(
        "schemes.close_maternity.gateways.board.kept_pct",
        'does not go with kind = "decision"; it is for "consultation" only',
        (
            "[schemes.care_at_home]",
            "[schemes.close_maternity.gateways.board]\ndate = 2019-06-01\nstop_probability = 0.1\n"
            "kept_pct = 90 # HERE\n\n[schemes.care_at_home]",
        ),
    ),
    "capacity lost by a saving": with_mechanisms(
        "schemes.council_reviews.capacity_lost_pct",
        'does not go with kind = "cash_releasing"; it is for "closure" only',
        ("full_year_gbp_m = 1.0", "full_year_gbp_m = 1.0\ncapacity_lost_pct = 1.0 # HERE"),
    ),
    "capacity lost where none is told": with_mechanisms(
        "schemes.close_maternity.capacity_lost_pct",
        "has no effect: general has no [capacity] table",
        (
            "[bodies.general.capacity]\nstep_pct = 2.0\nheadroom_pct = 2.0\nopen_after_months = 3\n"
            "close_after_months = 6\npremium_pct = 120.0\n",
            "",
        ),
        ("capacity_lost_pct = 2.0", "capacity_lost_pct = 2.0 # HERE"),
    ),
    "closures of more than all": with_mechanisms(
        "schemes.rota.on",
        "schemes together plan to save 110 % of general.maternity",
        ("full_year_gbp_m = 3.0", "share_pct = 20.0"),
        (
            "[schemes.close_maternity]",
            '[schemes.rota]\nname = "Rota"\nowner = "general"\nkind = "workforce"\n'
            'on = ["general.maternity"] # HERE\nshare_pct = 90.0\nstart = 2020-04-01\n\n'
            "[schemes.close_maternity]",
        ),
    ),
    "pushed onto nobody": with_mechanisms(
        "schemes.care_at_home.pushed_onto",
        'did you mean "council.home_care"?',
        ('pushed_onto = "council.home_care"', 'pushed_onto = "council.homecare" # HERE'),
    ),
    "pushed onto a commissioner": with_mechanisms(
        "schemes.care_at_home.pushed_onto",
        '"west_ccg.prescribing" is a line of a commissioner: care is pushed onto a council',
        ('pushed_onto = "council.home_care"', 'pushed_onto = "west_ccg.prescribing" # HERE'),
    ),
    "pushed without an amount": with_mechanisms(
        "schemes.care_at_home.pushed_gbp_m",
        "is missing: what is pushed onto that line",
        ("pushed_gbp_m = 0.8\n", ""),
        ("[schemes.care_at_home]", "[schemes.care_at_home] # HERE"),
    ),
    "pushed to no place": with_mechanisms(
        "schemes.care_at_home.pushed_onto",
        "is missing: a council's spend line",
        ('pushed_onto = "council.home_care"\n', ""),
        ("[schemes.care_at_home]", "[schemes.care_at_home] # HERE"),
    ),
    "income that pushes care": with_mechanisms(
        "schemes.parking.pushed_onto",
        'does not go with kind = "income": it moves no care',
        (
            "[schemes.close_maternity]",
            '[schemes.parking]\nname = "Parking"\nowner = "general"\nkind = "income"\n'
            'on = ["general.pfi_support"]\nshare_pct = 5.0\nstart = 2020-04-01\n'
            'pushed_onto = "council.home_care" # HERE\npushed_gbp_m = 0.1\n\n[schemes.close_maternity]',
        ),
    ),
    "doing nothing that needs a milestone": with_mechanisms(
        "schemes.care_at_home.needs",
        '"joined_up" is a milestone, not in do nothing',
        ('needs = ["joined_up"]', 'needs = ["joined_up"] # HERE\nin_do_nothing = true'),
    ),
}
"""By what is wrong."""
