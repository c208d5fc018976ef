"""Scenario files that are TOML with a wrong entry: a key, a type, an amount, a date, a name."""

from __future__ import annotations

from tests.helpers.broken_files import BASE, Broken, added, changed, written

ENTRIES: dict[str, Broken] = {
    # ---- keys
    "misspelt key": changed(
        "ramp_months = 12",
        "ramp_month = 12 # HERE",
        "schemes.care_at_home.ramp_month",
        'did you mean "ramp_months"?',
    ),
    "misspelt key at the top": changed("years = 5", "yeers = 5 # HERE", "yeers", 'did you mean "years"?'),
    "misspelt table": changed("[office]   ", "[offices] # HERE", "offices", 'did you mean "office"?'),
    "key in the wrong table": added("[winter.extra] # HERE", "winter.extra", "is not a key here"),
    "missing key": changed(
        "[risks.backlog_maintenance]",
        "[risks.other] # HERE\n[risks.backlog_maintenance]",
        "risks.other.owner",
        "is missing",
    ),
    "missing at the top": changed("start = 2025-04-01", "# start = 2025-04-01", "start", "is missing"),
    "key with dots in quotes": added(
        '[schemes."care.at.home"] # HERE', 'schemes."care.at.home"', "the key should be lower-case letters"
    ),
    "key of spaces": added('[services."  "] # HERE', "services.  ", "the key should be lower-case letters"),
    "empty key": added('[services.""] # HERE', 'services.""', "the key should be lower-case letters"),
    "capital letters": added("[schemes.Hub] # HERE", "schemes.Hub", "the key should be lower-case letters"),
    "year that is none": changed(
        "2030 = [39500", "2O30 = [39500", "populations.county.people.2O30", "a financial year"
    ),
    "key that looks alike": changed("years = 5", '"yеars" = 5 # HERE', "yеars", "CYRILLIC SMALL LETTER IE"),
    "key of a mechanism that is not built": added("[mergers.x] # HERE", "mergers", "is not a key here"),
    # ---- types
    "text for a number": changed(
        "base_gbp_m = 38.0",
        'base_gbp_m = "38.0" # HERE',
        "bodies.commissioner.spend.prescribing.base_gbp_m",
        'should be a number, or a table such as { p10 = 0.6, p50 = 0.8, p90 = 0.95 }, but is "38.0"',
    ),
    "truth for a number": changed(
        "base_gbp_m = 38.0",
        "base_gbp_m = true # HERE",
        "bodies.commissioner.spend.prescribing.base_gbp_m",
        "but is true",
    ),
    "number for a truth": changed(
        "cash = false  ",
        "cash = 0 # HERE",
        "bodies.hospital.costs.depreciation.cash",
        "should be true or false, but is 0",
    ),
    "text for a truth": changed(
        "cash = false  ",
        'cash = "no" # HERE',
        "bodies.hospital.costs.depreciation.cash",
        'should be true or false, but is "no"',
    ),
    "number for a text": changed(
        'owner = "hospital"',
        "owner = 7 # HERE",
        "schemes.hospital_programme.owner",
        "should be a text in quotes, but is 7",
    ),
    "fraction for a whole number": changed(
        "places = 3", "places = 2.5 # HERE", "office.places", "should be a whole number, but is 2.5"
    ),
    "truth for a whole number": changed(
        "places = 3", "places = true # HERE", "office.places", "should be a whole number, but is true"
    ),
    "number for a table": written(
        BASE.replace(
            "[office]                      # how many schemes can be mobilised at once\nplaces = 3\n", ""
        ).replace("seed = 1", "seed = 1\noffice = 3 # HERE"),
        "office",
        "should be a table, but is 3",
    ),
    "table for a date": changed(
        "as_of = 2025-03-15 ", "as_of = { day = 15 } # HERE", "as_of", "should be a date such as 2018-04-01"
    ),
    "date and time for a date": changed(
        "as_of = 2025-03-15 ",
        "as_of = 2025-03-15T12:00:00 # HERE",
        "as_of",
        "should be a date such as 2018-04-01, without quotes and without a time",
    ),
    "date in quotes": changed(
        "as_of = 2025-03-15 ", 'as_of = "2025-03-15" # HERE', "as_of", "without quotes"
    ),
    "day that is none": changed("as_of = 2025-03-15 ", "as_of = 2025-02-30 # HERE", "", "is not TOML"),
    "text for a list": changed(
        'on = ["contracts.urgent"]',
        'on = "contracts.urgent" # HERE',
        "schemes.care_at_home.on",
        'should be a list in square brackets, e.g. ["contracts.urgent"], but is',
    ),
    "number for a table by year": changed(
        "planned_pct = { 2025 = 3.6, 2026 = 3.2 }",
        "planned_pct = 3.6 # HERE",
        "prices.allocation.planned_pct",
        "should be a table by financial year, e.g. { 2018 = 3.6 }, but is 3.6",
    ),
    "list for a number": changed(
        "tolerance_pct = 0.3",
        "tolerance_pct = [0.3] # HERE",
        "bodies.commissioner.recovery.tolerance_pct",
        "should be a number",
    ),
    "list too short": changed(
        "season = [0.98, ",
        "season = [ # HERE\n",
        "services.urgent.season",
        "should have at least 12 entries, but has 11",
    ),
    "list too long": changed(
        "season = [0.98, ",
        "season = [1.0, 0.98, # HERE\n",
        "services.urgent.season",
        "should have at most 12 entries, but has 13",
    ),
    "wrong entry of a list": changed(
        "2025 = [40000, ",
        "2025 = [\n'40000', # HERE\n",
        "populations.county.people.2025",
        'entry 1 should be a number, but is "40000"',
    ),
    "choice that is none": changed(
        'form = "blended"', 'form = "blendid" # HERE', "contracts.urgent.form", 'did you mean "blended"?'
    ),
    "body of no kind": changed(
        'kind = "provider"', "# kind", "bodies.hospital.kind", 'is missing: "commissioner" or "provider"'
    ),
    "body of a wrong kind": changed(
        '[bodies.hospital]\nkind = "provider"',
        '[bodies.hospital] # HERE\nkind = "provder"',
        "bodies.hospital",
        'did you mean "provider"?',
    ),
    "version of the future": changed("format = 1", "format = 2 # HERE", "format", "cannot be 2"),
    # ---- amounts
    "negative population": changed(
        "2025 = [40000,",
        "2025 = [\n-40000, # HERE\n",
        "populations.county.people.2025",
        "entry 1 should be above 0, but is -40000",
    ),
    "percentage above a hundred": changed(
        "semi_fixed_pct = 60.0",
        "semi_fixed_pct = 160.0 # HERE",
        "bodies.hospital.costs.staff.semi_fixed_pct",
        "is 160; allowed is 0 to 100",
    ),
    "percentage below nothing": changed(
        "rebase_share_pct = 50.0",
        "rebase_share_pct = -50.0 # HERE",
        "contracts.urgent.rebase_share_pct",
        "is -50; allowed is 0 to 100",
    ),
    "probability in per cent": changed(
        "probability = 0.6",
        "probability = 60 # HERE",
        "winter.probability",
        "is 60; allowed is 0 to 1; 60 % is 0.6",
    ),
    "shares above the whole": written(
        BASE.replace("[bodies.hospital.costs.staff]", "[bodies.hospital.costs.staff] # HERE").replace(
            "semi_fixed_pct = 60.0", "semi_fixed_pct = 90.0"
        ),
        "bodies.hospital.costs.staff",
        "fixed_pct and semi_fixed_pct add up to 110; allowed is at most 100",
    ),
    "not a number": changed(
        "growth_pct = { p10 = 0.2",
        "growth_pct = { p10 = nan",
        "services.urgent.growth_pct.p10",
        "should be a finite number, but is nan",
    ),
    "infinite": changed(
        "allocation_gbp_m = 260.0",
        "allocation_gbp_m = inf # HERE",
        "bodies.commissioner.allocation_gbp_m",
        "should be a finite number, but is inf",
    ),
    "infinite by its power": changed(
        "allocation_gbp_m = 260.0",
        "allocation_gbp_m = 1e999 # HERE",
        "bodies.commissioner.allocation_gbp_m",
        "should be a finite number, but is inf",
    ),
    "whole number beyond 64 bits": changed(
        "seed = 1", "seed = 99999999999999999999 # HERE", "seed", "is too large a number"
    ),
    "whole number of ten thousand digits": changed(
        "seed = 1", f"seed = {'9' * 10_000} # HERE", "", "too large a number"
    ),
    "percentiles out of order": changed(
        "growth_pct = { p10 = 0.2",
        "growth_pct = { p10 = 2.2",
        "services.urgent.growth_pct",
        "needs p10 ≤ p50 ≤ p90",
    ),
    "half a distribution": changed(
        "growth_pct = { p10 = 0.2, p50", "growth_pct = { p50", "services.urgent.growth_pct", "missing: p10"
    ),
    "distribution that is none": changed(
        'dist = "pert"', 'dist = "parabola"', "winter.length_months.dist", 'cannot be "parabola"'
    ),
    "value beside percentiles": changed(
        "growth_pct = { p10 = 0.2",
        "growth_pct = { value = 1.0, p10 = 0.2",
        "services.urgent.growth_pct",
        "leave out the percentiles",
    ),
    "horizon of no years": changed(
        "years = 5", "years = 0 # HERE", "years", "should be at least 1, but is 0"
    ),
    # ---- dates
    "start in May": changed(
        "start = 2025-04-01  ", "start = 2025-05-01 # HERE", "start", "should be 1 April of a year"
    ),
    "known after the end": changed(
        "as_of = 2025-03-15 ", "as_of = 2035-03-15 # HERE", "as_of", "the horizon has ended by then"
    ),
    "scheme that ends before it starts": changed(
        'ramp = "s_curve"',
        'ramp = "s_curve"\nends = 2025-07-01 # HERE',
        "schemes.care_at_home.ends",
        "not after its start, 2025-10-01",
    ),
    "people of too few years": changed(
        "2030 = [39500",
        "2028 = [39500",
        "populations.county.people",
        "covers 2025 to 2028; needed are figures from 2025 or before to 2030 or later",
    ),
    "age bands out of order": changed(
        '"75-84", "85+"]', '"85+", "75-84"]', "age_bands", "it must be the last"
    ),
    "figures of too few ages": changed(
        "2025 = [40000, ",
        "2025 = [ # HERE\n",
        "populations.county.people.2025",
        "has 4 figures, but there are 5 age bands",
    ),
    # ---- names
    "unknown body in a contract": changed(
        'payer = "commissioner"',
        'payer = "comissioner" # HERE',
        "contracts.urgent.payer",
        'there is no party "comissioner"; did you mean "commissioner"?',
    ),
    "name that looks alike": changed(
        'payer = "commissioner"',
        'payer = "соmmissioner" # HERE',
        "contracts.urgent.payer",
        "CYRILLIC SMALL LETTER ES",
    ),
    "unknown source": changed(
        '[winter]\nsource = "invented"',
        '[winter]\nsource = "inventd" # HERE',
        "winter.source",
        'did you mean "invented"?',
    ),
    "unknown line of a scheme": changed(
        '"hospital.supplies"]',
        '"hospital.suplies"]',
        "schemes.hospital_programme.on",
        'did you mean "hospital.supplies"?',
    ),
    "unknown member": changed(
        'members = ["commissioner", "hospital"]',
        'members = ["commissioner", "hospitals"] # HERE',
        "system.members",
        'there is no simulated body "hospitals"',
    ),
    "circle of needs": changed(
        "[schemes.care_at_home]\n",
        '[schemes.care_at_home]\nneeds = ["care_at_home"] # HERE\n',
        "schemes.care_at_home.needs",
        "care_at_home",
    ),
    "key without effect": changed(
        "noise_sd_pct = 2.0  ",
        "noise_persistence = 0.5 # HERE\n#",
        "services.urgent.noise_persistence",
        "has no effect: there is no noise_sd_pct",
    ),
}
"""By what is wrong."""
