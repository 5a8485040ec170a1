"""From linked people to named rows: for each indicator its universe, design and cells, then the estimators."""

from meal.tabulate.asked_twice import answer_labels
from meal.tabulate.cautions import caution_sentences
from meal.tabulate.cells import all_cells, level_labels, variable_labels
from meal.tabulate.comparison_rows import comparison_rows
from meal.tabulate.contacts import all_contacts
from meal.tabulate.design import all_design_columns
from meal.tabulate.flow import flow_boxes
from meal.tabulate.interviewers import interviewer_findings
from meal.tabulate.level_rows import level_rows
from meal.tabulate.levels_added import with_levels_added
from meal.tabulate.linkage_rows import linkage_rows
from meal.tabulate.method_text import definition_sentences, formula_in_words, method_sentences
from meal.tabulate.named import Row
from meal.tabulate.overlap import overlaps
from meal.tabulate.plan_cells import PlanCell, plan_cells
from meal.tabulate.population import Population
from meal.tabulate.range_rows import FEWEST, MOST, range_rows
from meal.tabulate.restarted import with_restarts
from meal.tabulate.sensitivity_rows import sensitivity_rows
from meal.tabulate.transition_rows import transition_rows

__all__ = [
    "FEWEST",
    "MOST",
    "PlanCell",
    "Population",
    "Row",
    "all_cells",
    "all_contacts",
    "all_design_columns",
    "answer_labels",
    "caution_sentences",
    "comparison_rows",
    "definition_sentences",
    "flow_boxes",
    "formula_in_words",
    "interviewer_findings",
    "level_labels",
    "level_rows",
    "linkage_rows",
    "method_sentences",
    "overlaps",
    "plan_cells",
    "range_rows",
    "sensitivity_rows",
    "transition_rows",
    "variable_labels",
    "with_levels_added",
    "with_restarts",
]
