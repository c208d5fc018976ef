"""The planner's own files: schemes and risks in Excel or CSV become a scenario, and budgets are read to compare."""

from simulator.plan_workbook.budget import Stated, read_budget
from simulator.plan_workbook.making import MadeScenario, scenario_of_plan
from simulator.plan_workbook.template_files import write_template

__all__ = ["MadeScenario", "Stated", "read_budget", "scenario_of_plan", "write_template"]
