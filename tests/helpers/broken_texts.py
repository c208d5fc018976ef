"""Scenario files that are no TOML or no text, that extend what they cannot, and settings that cannot be."""

from __future__ import annotations

from tests.helpers.broken_files import BASE, Broken, added, changed, child, setting, written

DEEP = 200

TEXTS: dict[str, Broken] = {
    # ---- not TOML
    "key twice": changed(
        "years = 5",
        "years = 5\nyears = 6 # HERE",
        "years",
        "stands here a second time; the first is on line",
    ),
    "table twice": added("[winter] # HERE", "winter", "stands here a second time"),
    "number and table": added(
        "[schemes.care_at_home.delivery] # HERE\nvalue = 1.0",
        "schemes.care_at_home.delivery",
        "stands here a second time",
    ),
    "part of a number twice": changed("{ p10 = 0.2, p50", "{ p10 = 0.2, p10 = 0.3, p50", "", "p10"),
    "no value": changed("years = 5", "years = # HERE", "", "is not TOML: Invalid value, at column 9"),
    "text without an end": changed(
        'name = "The whole system"', 'name = "The whole system # HERE', "", "is not TOML"
    ),
    "curly quotes": changed(
        'name = "The whole system"',
        "name = “The whole system” # HERE",
        "",
        '("“" is LEFT DOUBLE QUOTATION MARK)',
    ),
    "decimal comma": changed("years = 5", "years = 5,0 # HERE", "", "is not TOML"),
    "comma in thousands": changed(
        "2025 = [40000, 118000,", "2025 = [40,000, 118000, # HERE\n", "", "is not TOML"
    ),
    "per cent sign": changed("noise_sd_pct = 2.0  ", "noise_sd_pct = 2.0 % # HERE", "", "is not TOML"),
    "JSON": written('{"format": 1} # HERE', "", "is not TOML"),
    "ends in the middle": written('format = 1\ntitle = "A"\nage_bands = ["0+" # HERE', "", "is not TOML"),
    "lists without end": written("format = 1\na = " + 5000 * "[" + "# HERE", "", "more than 50 deep"),
    "deep lists": written("format = 1\na = " + DEEP * "[" + DEEP * "]" + " # HERE", "", "more than 50 deep"),
    "deep inline tables": written(
        "format = 1\na = " + DEEP * "{a = " + "1" + DEEP * "}" + " # HERE", "", "more than 50 deep"
    ),
    "key of a hundred thousand parts": written(
        "format = 1\na" + 100_000 * ".a" + " = 1 # HERE", "", "more than 50 deep"
    ),
    "list of tables for a table": written(
        BASE.replace("[risks.backlog_maintenance]", "[[risks]] # HERE"),
        "risks",
        "should be a table, but is a list",
    ),
    # ---- not a text
    "empty": written("", "", "is empty"),
    "blank": written(" \n\t\n", "", "is empty"),
    "only a comment": written("# nothing\n", "format", "is missing"),
    "binary": written(b"\x7fELF\x02\x01\x01\x00\x00\x00", "", "is not a text file"),
    "UTF-16": written(BASE.encode("utf-16"), "", "is UTF-16 or UTF-32: save the file as UTF-8"),
    "UTF-16 without a mark": written(
        BASE.encode("utf-16-le"), "", "is not a text file; a scenario is TOML in UTF-8"
    ),
    "UTF-32": written(BASE.encode("utf-32"), "", "is UTF-16 or UTF-32"),
    "Latin-1": written(
        'format = 1\ntitle = "Zürich" # HERE\n'.encode("latin-1"), "", "not UTF-8 (byte 0xfc)"
    ),
    "Windows-1252": written(
        'format = 1\ntitle = "Board’s plan" # HERE\n'.encode("cp1252"), "", "not UTF-8 (byte 0x92)"
    ),
    "only carriage returns": written(BASE.replace("\n", "\r").encode(), "", "is not TOML"),
    "control letter": written(b'format = 1\ntitle = "a\x1bb" # HERE\n', "", "is not TOML"),
    "mistake behind a mark and CRLF": Broken(
        b"\xef\xbb\xbf" + BASE.replace("years = 5", "years = 0 # HERE").replace("\n", "\r\n").encode(),
        "years",
        "should be at least 1",
    ),
    "tens of megabytes": written(BASE.encode() + b"# filling\n" * 4_000_000, "", "is larger than 2 MB"),
    # ---- what a file extends
    "extends a missing file": child('extends = "bas.toml" # HERE', "extends", "did you mean"),
    "extends a file in a missing folder": child(
        'extends = "none/base.toml" # HERE', "extends", "there is no folder"
    ),
    "extends a folder": child('extends = "." # HERE', "extends", '"." is a folder'),
    "extends an absolute path": child(
        'extends = "/etc/hostname" # HERE', "extends", 'should be a path from this file, e.g. "base.toml"'
    ),
    "extends a path of Windows": child(
        "extends = 'C:\\plans\\base.toml' # HERE", "extends", "should be a path from this file"
    ),
    "extends a home folder": child(
        'extends = "~/base.toml" # HERE', "extends", "should be a path from this file"
    ),
    "extends a number": child("extends = 1 # HERE", "extends", "should be a file name"),
    "extends a name no file can have": child('extends = "\\u0000" # HERE', "extends", "cannot be read"),
    "extends a name too long": child(f'extends = "{"a" * 5000}.toml" # HERE', "extends", "cannot be read"),
    "extends itself": child('extends = "scenario.toml" # HERE', "extends", "a circle"),
    "extends in a circle": child(
        'extends = "middle.toml"', "extends", "a circle", middle='extends = "scenario.toml" # HERE'
    ),
    "extends what is wrong": child(
        'extends = "middle.toml"',
        "yeers",
        'did you mean "years"?',
        middle='extends = "base.toml"\nyeers = 3 # HERE',
    ),
    "extends what is not TOML": child(
        'extends = "middle.toml"', "", "is not TOML", middle='extends = "base.toml"\nyears = # HERE'
    ),
    "unset of what is not there": child(
        'extends = "base.toml"\nunset = ["schemes.care_at_hom"] # HERE',
        "unset",
        'did you mean "schemes.care_at_home"?',
    ),
    "unset of no list": child(
        'extends = "base.toml"\nunset = "schemes.care_at_home" # HERE', "unset", "should be a list of keys"
    ),
    "unset of a number": child(
        'extends = "base.toml"\nunset = [1] # HERE', "unset", "should be a list of keys"
    ),
    "unset without extends": changed(
        "seed = 1",
        'seed = 1\nunset = ["seed"] # HERE',
        "unset",
        "takes keys out of the file that `extends` names",
    ),
    "unset of what others need": child(
        'extends = "base.toml"\nunset = ["services.planned"]\n[contracts.planned]\nservice = "planned" # HERE',
        "contracts.planned.service",
        'there is no service "planned"',
    ),
    "scalar over a table": child(
        'extends = "base.toml"\nschemes = 3 # HERE', "schemes", "should be a table, but is 3"
    ),
    # ---- settings
    "setting without a value": setting("years", "should be KEY=VALUE"),
    "setting of nothing": setting("years=", "nothing is not a TOML value"),
    "setting of a text without quotes": setting("contracts.urgent.form=block", "block is not a TOML value"),
    "setting of an unknown key": setting(
        "yeers=3", 'there is no key "yeers" at the top of a scenario; did you mean "years"?'
    ),
    "setting of an unknown entry": setting(
        "schemes.care_at_hom.delivery=0.5", 'did you mean "care_at_home"?'
    ),
    "setting inside a number": setting("years.more=4", 'no key "more"'),
    "setting out of bounds": setting("years=400", "should be at most 30, but is 400"),
    "setting of a wrong type": setting('years="5"', 'should be a whole number, but is "5"'),
    "setting not a number": setting(
        "bodies.hospital.costs.staff.base_gbp_m=nan", "should be a finite number"
    ),
    "setting too large": setting("seed=99999999999999999999", "is too large a number"),
    "setting too large within": setting(f"age_bands=[0x{'f' * 5000}]", "is too large a number"),
    "setting of two values": setting("years=4\nseed=1", "sets more than one value"),
    "setting too deep": setting("years=" + 5000 * "[", "is not a TOML value"),
    "setting of a long key": setting("a" + 100 * ".a" + "=1", "more than 50 dots"),
    "setting what reads the file": setting('extends="base.toml"', 'there is no key "extends"'),
    "setting of part of a single value": setting(
        "services.planned.noise_sd_pct.p90=3", "is a single value here: set it whole"
    ),
}
"""By what is wrong."""
