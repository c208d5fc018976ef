"""Scenario files in which milestones, national rules, or what members share are not as they can be."""

from __future__ import annotations

from tests.helpers.broken_files import Broken, with_mechanisms

NO_GRIP = ("grip = { level = 0.5, delivery_effect = 0.2 }\n", "")
ONE_TEAM = '[milestones.one_team]\nsource = "invented"\n'
MERGER = 'needs = ["one_team"]\nbodies = ["east_ccg", "west_ccg"]\ncost_gbp_m = 0.3\n'

NATIONAL: dict[str, Broken] = {
    # ---- milestones
    "need of nothing there is": with_mechanisms(
        "schemes.care_at_home.needs",
        'there is no scheme or milestone "joinedup"; did you mean "joined_up"?',
        ('needs = ["joined_up"]', 'needs = ["joinedup"] # HERE'),
    ),
    "one key for two": with_mechanisms(
        "milestones.care_at_home",
        "is the key of a scheme as well",
        (
            "[milestones.bid]",
            '[milestones.care_at_home] # HERE\nname = "Twin"\nkind = "bid"\ndate = 2019-01-01\n\n[milestones.bid]',
        ),
    ),
    "milestone that needs a scheme": with_mechanisms(
        "milestones.one_team.needs",
        'there is no milestone "care_at_home"',
        ('needs = ["bid"]\nbodies', 'needs = ["care_at_home"] # HERE\nbodies'),
    ),
    "milestones in a circle": with_mechanisms(
        "milestones.one_team.needs",
        "goes in a circle: one_team needs merger needs one_team",
        ('needs = ["bid"]\nbodies', 'needs = ["merger"] # HERE\nbodies'),
    ),
    "pool that needs nothing there is": with_mechanisms(
        "system.pooling.needs",
        'there is no milestone "one_teem"; did you mean "one_team"?',
        ('needs = ["one_team"]\nrule', 'needs = ["one_teem"] # HERE\nrule'),
    ),
    "single control total that needs nothing there is": with_mechanisms(
        "system.control_total.needs",
        'there is no milestone "bidding"',
        ('needs = ["bid"]\n\n[system.pooling]', 'needs = ["bidding"] # HERE\n\n[system.pooling]'),
    ),
    "milestone paid by nobody": with_mechanisms(
        "milestones.joined_up.paid_by",
        'there is no party "departement"; did you mean "department"?',
        ('paid_by = "department"', 'paid_by = "departement" # HERE'),
    ),
    "unknown body of a milestone": with_mechanisms(
        "milestones.merger.bodies",
        'there is no simulated body "wst_ccg"; did you mean "west_ccg"?',
        (MERGER, MERGER.replace('"west_ccg"]', '"wst_ccg"] # HERE')),
    ),
    "bid that costs": with_mechanisms(
        "milestones.bid.cost_gbp_m",
        'does not go with kind = "bid"',
        ("fails_probability = 0.3", "fails_probability = 0.3\ncost_gbp_m = 0.1 # HERE"),
    ),
    "project with a grip": with_mechanisms(
        "milestones.joined_up.grip_change",
        'does not go with kind = "project"',
        ("cost_months = 6", "cost_months = 6\ngrip_change = 0.1 # HERE"),
    ),
    "months of no cost": with_mechanisms(
        "milestones.joined_up.cost_months",
        "has no effect: there is no cost_gbp_m",
        ("cost_gbp_m = 0.2\ncost_months = 6", "cost_months = 6 # HERE"),
    ),
    "payer of no cost": with_mechanisms(
        "milestones.joined_up.paid_by",
        "has no effect: there is no cost_gbp_m",
        ('cost_gbp_m = 0.2\ncost_months = 6\npaid_by = "department"', 'paid_by = "department" # HERE'),
    ),
    "months of no change": with_mechanisms(
        "milestones.one_team.grip_months",
        "has no effect: there is no grip_change",
        ("grip_change = { p10 = 0.0, p50 = 0.1, p90 = 0.2 }\n", ""),
        ("grip_months = 12", "grip_months = 12 # HERE"),
    ),
    "months of no disruption": with_mechanisms(
        "milestones.one_team.disruption_months",
        "has no effect: there is no disruption",
        ("disruption = 0.1\n", ""),
        ("disruption_months = 6", "disruption_months = 6 # HERE"),
    ),
    "disruption of no months": with_mechanisms(
        "milestones.one_team.disruption",
        "needs disruption_months above 0",
        ("disruption_months = 6\n", ""),
        ("disruption = 0.1", "disruption = 0.1 # HERE"),
    ),
    "grip of bodies without one": with_mechanisms(
        "milestones.one_team.grip_change",
        "has no effect: none of its bodies has a grip table",
        NO_GRIP,
        ("p90 = 0.2 }\ngrip_months", "p90 = 0.2 } # HERE\ngrip_months"),
    ),
    "cost that nobody pays": with_mechanisms(
        "milestones.joined_up.bodies",
        "is missing: they pay the cost, as there is no paid_by",
        ('paid_by = "department"\n', ""),
        ("[milestones.joined_up]", "[milestones.joined_up] # HERE"),
    ),
    "grip of nobody": with_mechanisms(
        "milestones.one_team.bodies",
        "is missing: the bodies whose grip changes",
        (ONE_TEAM, ONE_TEAM.replace("]\n", "] # HERE\n", 1)),
        ('bodies = ["east_ccg", "west_ccg"]\ncost_gbp_m = 0.4\n', ""),
    ),
    "bodies that do nothing": with_mechanisms(
        "milestones.joined_up.bodies",
        "has no effect: paid_by pays the cost",
        ("cost_months = 6", 'cost_months = 6\nbodies = ["east_ccg"] # HERE'),
    ),
    "milestone of no matter": with_mechanisms(
        "milestones.prize",
        "has no effect: nothing needs it, no body pays for it, and it moves no grip",
        (
            "[milestones.joined_up]",
            '[milestones.prize] # HERE\nname = "A prize"\nkind = "bid"\ndate = 2019-06-01\n\n[milestones.joined_up]',
        ),
    ),
    "milestone after the end": with_mechanisms(
        "milestones.joined_up.date",
        "after the horizon's end on 31 March 2024",
        ("date = 2018-10-01", "date = 2024-10-01 # HERE"),
    ),
    "merger of one": with_mechanisms(
        "milestones.merger.bodies",
        "needs two bodies or more that merge, but has 1",
        (MERGER, MERGER.replace('"east_ccg", "west_ccg"]', '"east_ccg"] # HERE')),
    ),
    "merger of two kinds": with_mechanisms(
        "milestones.merger.bodies",
        "should be of one kind, but east_ccg is a commissioner, general is a provider",
        (MERGER, MERGER.replace('"west_ccg"]', '"general"] # HERE')),
    ),
    "merger of a stranger": with_mechanisms(
        "milestones.merger.bodies",
        '"west_ccg" is no member of the system',
        ('["east_ccg", "west_ccg", "general"', '["east_ccg", "general"'),
        (MERGER, MERGER.replace('"west_ccg"]', '"west_ccg"] # HERE')),
    ),
    "two mergers of one body": with_mechanisms(
        "milestones.second.bodies",
        '"east_ccg" is in [milestones.merger] already: a body is in one merger at most',
        (
            MERGER,
            MERGER + '\n[milestones.second]\nname = "Again"\nkind = "merger"\ndate = 2021-04-01\n'
            'needs = ["one_team"]\nbodies = ["east_ccg", "west_ccg"] # HERE\n',
        ),
    ),
    "merger without one management": with_mechanisms(
        "milestones.merger.needs",
        'should name a milestone of kind = "shared_management" with the same bodies',
        (MERGER, MERGER.replace('["one_team"]', '["bid"] # HERE')),
    ),
    "merger at the start": with_mechanisms(
        "milestones.merger.date",
        "is 2018-04-01; a merger is after the start on 2018-04-01",
        ("date = 2020-04-01\nneeds", "date = 2018-04-01 # HERE\nneeds"),
    ),
    "merger that never counts": with_mechanisms(
        "milestones.merger",
        "has no effect: a merger counts from the first April after it, and the last is that of 2023",
        ("[milestones.merger]", "[milestones.merger] # HERE"),
        ("date = 2020-04-01\nneeds", "date = 2023-10-01\nneeds"),
        ("cost_gbp_m = 0.3\n", ""),
    ),
    # ---- national rules
    "quarters of less than a year": with_mechanisms(
        "regime.quarters_pct",
        "adds up to 95; it must be 100",
        ("quarters_pct = [15, 20, 30, 35]", "quarters_pct = [15, 20, 30, 30] # HERE"),
    ),
    "no quarters": with_mechanisms(
        "bodies.east_ccg.sustainability_funding",
        "needs quarters_pct in [regime]",
        ("quarters_pct = [15, 20, 30, 35]\n", ""),
        ("2020 = 0.0 } }\nbusiness", "2020 = 0.0 } } # HERE\nbusiness"),
    ),
    "funding for nothing": with_mechanisms(
        "bodies.east_ccg.sustainability_funding",
        "needs a control total to be reached",
        ("control_total = { opening_gbp_m = -0.5, share_of_outturn_pct = 50.0 }\n", ""),
        ("2020 = 0.0 } }\nbusiness", "2020 = 0.0 } } # HERE\nbusiness"),
    ),
    "offer of nothing": with_mechanisms(
        "bodies.general.sustainability_funding",
        "offers nothing",
        (
            "sustainability_funding = { offer_gbp_m = { 2018 = 2.0, 2023 = 0.0 } }",
            "sustainability_funding = {} # HERE",
        ),
    ),
    "offer that begins late": with_mechanisms(
        "bodies.general.sustainability_funding.offer_gbp_m",
        "needs a row for 2018 or an earlier year",
        ("{ offer_gbp_m = { 2018 = 2.0, 2023 = 0.0 } }", "{ offer_gbp_m = { 2023 = 0.0 } } # HERE"),
    ),
    "control total without a rule": with_mechanisms(
        "bodies.community.control_total",
        "lives by rows by year in [regime.providers]; missing there: improvement_pct, ceiling_pct",
        ("improvement_pct = { 2018 = 1.0 }\nceiling_pct = { 2018 = 0.5 }\n", ""),
        ("control_total = { opening_gbp_m = 0.0 }", "control_total = { opening_gbp_m = 0.0 } # HERE"),
    ),
    "funding without a share of finance": with_mechanisms(
        "bodies.general.sustainability_funding",
        "missing there: finance_pct",
        ("finance_pct = { 2018 = 70.0 }\n", ""),
        ("2023 = 0.0 } }", "2023 = 0.0 } } # HERE"),
    ),
    "funding without a limit": with_mechanisms(
        "bodies.general.sustainability_funding",
        "missing there: performance_limit_pct",
        ("performance_limit_pct = { 2018 = 1.0, 2021 = 1.5 }\n", ""),
        ("2023 = 0.0 } }", "2023 = 0.0 } } # HERE"),
    ),
    "an incentive that begins late": with_mechanisms(
        "regime.providers.incentive_pct",
        "needs a row for 2018 or an earlier year",
        ("incentive_pct = { 2018 = 50.0 }", "incentive_pct = { 2020 = 50.0 } # HERE"),
    ),
    "a bonus of more than twice the offer": with_mechanisms(
        "regime.providers.bonus_pct.2021",
        "is 250; allowed is at most 200",
        ("2021 = 5.0 }", "2021 = 250.0 } # HERE"),
    ),
    "business rules of no year": with_mechanisms(
        "bodies.east_ccg.business_rules",
        "in [regime.commissioners]; missing there: headroom_pct, drawdown_pct",
        ("headroom_pct = { 2018 = 1.0, 2020 = 0.5 }\n", ""),
        ("drawdown_pct = { 2018 = 20.0 }\n", ""),
        ("business_rules = { development_pct = 30.0 }", "business_rules = { development_pct = 30.0 } # HERE"),
    ),
    "rule that begins late": with_mechanisms(
        "regime.commissioners.surplus_pct",
        "needs a row for 2018 or an earlier year that was known on 2018-06-30",
        ("surplus_pct = { 2018 = 1.0 }", "surplus_pct = { 2019 = 1.0 } # HERE"),
    ),
    "marginal rate of nobody": with_mechanisms(
        "contracts.east_urgent.marginal_rate_pct",
        "here or for everybody in [regime.contracts]",
        ("marginal_rate_pct = { 2018 = 70.0, 2020 = 100.0 }\n", ""),
        ("[contracts.east_urgent]", "[contracts.east_urgent] # HERE"),
    ),
    "escalation out of order": with_mechanisms(
        "regime.providers.escalation.contingency_planning_years",
        "is 1; it is at least special_measures_years, 2",
        ("contingency_planning_years = 3", "contingency_planning_years = 1 # HERE"),
    ),
    "months of a free administrator": with_mechanisms(
        "regime.providers.escalation.administration_months",
        "has no effect: there is no administration_gbp_m",
        ("administration_gbp_m = 6.0\n", ""),
        ("administration_months = 18", "administration_months = 18 # HERE"),
    ),
    "contingency planning that ends before it begins": with_mechanisms(
        "regime.providers.escalation.contingency_planning_until",
        "is before contingency_planning_from, 2021",
        ("contingency_planning_until = 2022", "contingency_planning_until = 2020 # HERE"),
    ),
    "administration after the horizon": with_mechanisms(
        "regime.providers.escalation.administration_from",
        "is 2024, after the horizon",
        ("administration_from = 2022", "administration_from = 2024 # HERE"),
        ("administration_until = 2022\n", ""),
    ),
    "administration before the start": with_mechanisms(
        "regime.commissioners.escalation.administration_until",
        "is 2017, before the start",
        (
            "administration_probability = 0.2\n",
            "administration_probability = 0.2\nadministration_until = 2017 # HERE\n",
        ),
    ),
    "administration from a date": with_mechanisms(
        "regime.providers.escalation.administration_from",
        "should be a whole number",
        ("administration_from = 2022", "administration_from = 2022-04-01 # HERE"),
    ),
    # ---- soft budgets
    "write-off of more than all": with_mechanisms(
        "regime.providers.write_off.share_pct",
        "has p90 = 120; allowed is 0 to 100",
        ("p50 = 70.0, p90 = 95.0 }", "p50 = 70.0, p90 = 120.0 } # HERE"),
    ),
    "write-off in per cent": with_mechanisms(
        "regime.providers.write_off.probability.2018",
        "is 10; allowed is 0 to 1; 10 % is 0.1",
        ("probability = { 2018 = 0.1, 2021", "probability = { 2018 = 10, 2021"),
        ("p50 = 0.4, p90 = 0.6 } }", "p50 = 0.4, p90 = 0.6 } } # HERE"),
    ),
    "write-off that begins late": with_mechanisms(
        "regime.providers.write_off.probability",
        "needs a row for 2018 or an earlier year that was known on 2018-06-30 (`as_of`); the first is 2021",
        ("probability = { 2018 = 0.1, 2021", "probability = { 2021"),
        ("p50 = 0.4, p90 = 0.6 } }", "p50 = 0.4, p90 = 0.6 } } # HERE"),
    ),
    "write-off of no year": with_mechanisms(
        "regime.providers.write_off.probability",
        "needs a row for 2018 or an earlier year that was known on 2018-06-30 (`as_of`); there is none",
        (
            "probability = { 2018 = 0.1, 2021 = { p10 = 0.2, p50 = 0.4, p90 = 0.6 } }",
            "probability = {} # HERE",
        ),
    ),
    "rescue for no time": with_mechanisms(
        "regime.providers.rescue.lasts_years",
        "should be at least 1, but is 0",
        ("90.0 }\nlasts_years = 2\n", "90.0 }\nlasts_years = 0 # HERE\n"),
    ),
    "rescue that does not say for how long": with_mechanisms(
        "regime.providers.rescue.lasts_years",
        "is missing",
        ("90.0 }\nlasts_years = 2\n", "90.0 }\n"),
        ("[regime.providers.rescue]", "[regime.providers.rescue] # HERE"),
    ),
    "rescue of a commissioner": with_mechanisms(
        "regime.commissioners.rescue",
        "is not a key here",
        ("[regime.providers.rescue]", "[regime.commissioners.rescue] # HERE"),
    ),
    # ---- sharing
    "single control total of one": with_mechanisms(
        "system.control_total",
        "needs two members or more with a control total: only one has one",
        ("[system.control_total]", "[system.control_total] # HERE"),
        ("control_total = { opening_gbp_m = 0.0 }\n", ""),
        ("control_total = { opening_gbp_m = -1.5 }\n", ""),
        ("sustainability_funding = { offer_gbp_m = { 2018 = 2.0, 2023 = 0.0 } }\n", ""),
    ),
    "single control total for nothing": with_mechanisms(
        "system.control_total",
        "has no effect: no member has sustainability funding",
        ("[system.control_total]", "[system.control_total] # HERE"),
        ("sustainability_funding = { offer_gbp_m = { 2018 = 2.0, 2023 = 0.0 } }\n", ""),
        (
            "sustainability_funding = { offer_gbp_m = { 2018 = 0.5 }, "
            "fills_deficit_pct = { 2018 = 100.0, 2020 = 0.0 } }\n",
            "",
        ),
    ),
    "single control total too late": with_mechanisms(
        "system.control_total.start",
        "the last one of the horizon is 2023-04-01",
        ("start = 2020-04-01\nneeds", "start = 2023-04-02 # HERE\nneeds"),
    ),
    "pool of one": with_mechanisms(
        "system.pooling",
        "needs two members or more that are not ring-fenced",
        ("[system.pooling]", "[system.pooling] # HERE"),
        ('ring_fenced = ["community"]', 'ring_fenced = ["community", "general", "west_ccg"]'),
    ),
    "pool too late": with_mechanisms(
        "system.pooling.start",
        "the last one of the horizon is 2023-04-01",
        ("start = 2019-04-01\nneeds", "start = 2024-01-01 # HERE\nneeds"),
    ),
    "pool filled in part in proportion": with_mechanisms(
        "system.pooling.fills_in_part",
        'does not go with rule = "proportional"',
        ('rule = "smallest_shortfall_first"', 'rule = "proportional"'),
        ("fills_in_part = false", "fills_in_part = false # HERE"),
    ),
    "pool that saves nothing": with_mechanisms(
        "system.pooling.administration_saved_pct",
        "has no effect: no contract between two members says what its administration costs",
        ("administration_saved_pct = 40.0", "administration_saved_pct = 40.0 # HERE"),
        *(2 * (("payer_administration_gbp_m = 0.2\nprovider_administration_gbp_m = 0.2\n", ""),)),
    ),
}
"""By what is wrong."""
