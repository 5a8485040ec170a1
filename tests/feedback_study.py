"""A small study of three partners in two waves, with mistakes that are counted by hand."""

from __future__ import annotations

from pathlib import Path

STUDY = """
study: counselling
title: {en: Counselling, fr: Conseil, ar: الإرشاد}
synthetic: true
waves:
  before:
    label: {en: Before, ar: قبل}
    files: [before.csv]
    schema: counselling
  after:
    label: {en: After, ar: بعد}
    files: [after/*.csv]
    schema: counselling
identity: {record: _uuid, respondent: respondent_id, partner: partner}
feedback:
  partner_languages: {النور: ar, Étoile: fr}
"""

SCHEMA = """
schema: counselling
languages: [en, fr, ar]
questions:
  - {name: partner, type: text, label: {en: Partner, fr: Partenaire, ar: الشريك}}
  - {name: respondent_id, type: text, label: {en: Respondent id, fr: Identifiant, ar: رقم المستجيب}}
  - {name: name, type: text, personal: true, label: {en: Name, fr: Nom, ar: الاسم}}
  - name: phone
    type: text
    personal: true
    required: true
    label: {en: Telephone, fr: Téléphone, ar: الهاتف}
    constraint: |-
      string-length(.) > 5
  - name: age
    type: integer
    label: {en: "How old are you?", fr: "Quel âge avez-vous ?", ar: "كم عمرك؟"}
    range: {min: 15, max: 35}
  - name: visit
    type: date
    label: {en: Day of the visit, fr: Jour de la visite, ar: يوم الزيارة}
    range: {min: 2024-01-01, max: 2024-12-31}
  - name: plan
    type: select_one
    label: {en: "What do you plan?", fr: "Que prévoyez-vous ?", ar: "ما خطتك؟"}
    choices:
      stay: {en: To stay, fr: Rester, ar: البقاء}
      leave: {en: To leave, fr: Partir, ar: المغادرة}
      other: {en: Something else, fr: Autre chose, ar: شيء آخر}
      other_2: {en: Something else, fr: Autre chose, ar: شيء آخر}
  - name: risks
    type: select_multiple
    label: {en: "Which risks do you know?", fr: "Quels risques connaissez-vous ?", ar: "ما المخاطر التي تعرفها؟"}
    choices:
      sea: {en: The sea, fr: La mer, ar: البحر}
      debt: {en: Debt, fr: La dette, ar: الدَّين}
  - {name: remark, type: text, label: {en: Remark, fr: Remarque, ar: ملاحظة}}
rules:
  - id: leavers_know
    expect: |-
      ${plan} != 'leave' or ${risks} != ''
    severity: warning
    columns: [plan, risks]
    label:
      en: Who plans to leave names a risk.
      fr: Qui prévoit de partir nomme un risque.
      ar: من يخطط للمغادرة يذكر خطرًا.
"""

HEAD = "Partner;respondent_id;name;phone;age;visit;plan;risks;remark;_uuid"
BEFORE = f"""
{HEAD.replace("Partner", "partner")}
Harbour;HB-101;Ada Obi;0801111111;24;2024-03-01;stay;sea;=1+2;u-h1
Harbour;HB-102;Ben Eze;12;240;2024-03-01;stay;sea debt;@cmd|calc;u-h2
النور;NR-201;ليلى حسن;0770000001;19;2024-03-02;fly;sea;+5 people;u-n1
النور;NR-202;سارة علي;0770000002;x;2024-03-02;stay;drowning;-;u-n2
Étoile;ET-301;Awa Diop;221770001;30;2023-03-02;leave;;"deux; trois";u-e1
Étoile;ET-302;Moussa Fall;221770002;31;2024-03-02;stay;sea;tout va bien;u-e2
;XX-401;Nobody Known;0805555555;20;2024-03-03;stay;sea;;u-x1
"""
AFTER_HARBOUR = f"""
{HEAD.replace("Partner", "partner")}
Harbour;HB-101;Ada Obi;0801111111;24;2024-06-01;stay;sea;;v-h1
Harbour;;Cy Ude;0803333333;22;2024-06-01;stay;sea;;v-h3
"""
AFTER_NOUR = f"""
{HEAD.replace("Partner", "partner")}
النور;NR-201;ليلى حسن;0770000001;19;2024-06-02;stay;sea;;v-n1
"""

PERSONAL = (
    "Ada Obi", "Ben Eze", "ليلى حسن", "سارة علي", "Awa Diop", "Moussa Fall", "Nobody Known", "Cy Ude",
    "0801111111", "0770000001", "0770000002", "221770001", "221770002", "0805555555", "0803333333",
)  # fmt: skip


def write_study(root: Path, *, study: str = STUDY, log: str = "") -> Path:
    """The study below surveys/, its schema below schemas/; returns its folder."""
    folder = root / "surveys" / "counselling"
    (folder / "after").mkdir(parents=True)
    (root / "schemas").mkdir()
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (root / "schemas" / "counselling.yaml").write_text(SCHEMA, encoding="utf-8")
    (folder / "before.csv").write_text(BEFORE.lstrip("\n"), encoding="utf-8")
    (folder / "after" / "harbour.csv").write_text(AFTER_HARBOUR.lstrip("\n"), encoding="utf-8")
    (folder / "after" / "nour.csv").write_text(AFTER_NOUR.lstrip("\n"), encoding="utf-8")
    if log:
        (folder / "cleaning_log.csv").write_text(log, encoding="utf-8")
    return folder
