"""Proposing: exports and forms become a study and its schemas, every setting with the reason why."""

from meal.propose.description import OPTION_OF, FileDescription, described
from meal.propose.form_schema import form_schema
from meal.propose.forms import belongs, form_questions
from meal.propose.person_signs import person_sign
from meal.propose.rows import Proposal, ProposedFile, ProposedStudy
from meal.propose.study import proposed_study
from meal.propose.wave_data import WaveData, wave_data
from meal.propose.waves import DataFile, ProposedWave, WavePlan, wave_plan
from meal.propose.yaml_writer import yaml_text

__all__ = [
    "OPTION_OF",
    "DataFile",
    "FileDescription",
    "Proposal",
    "ProposedFile",
    "ProposedStudy",
    "ProposedWave",
    "WaveData",
    "WavePlan",
    "belongs",
    "described",
    "form_questions",
    "form_schema",
    "person_sign",
    "proposed_study",
    "wave_data",
    "wave_plan",
    "yaml_text",
]
