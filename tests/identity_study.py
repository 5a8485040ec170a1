"""A small register of two partners with people who are there twice, counted by hand."""

from __future__ import annotations

from pathlib import Path

STUDY = """
study: register
title: {en: Register}
languages: [en, nl]
synthetic: true
waves:
  services:
    label: {en: Services}
    files: [services.csv]
    schema: register
    contacts: true
    design: {selection: census}
identity:
  record: uuid
  partner: partner
  keys: [[card]]
  compare:
    name: [name]
    phone: [phone]
    sex: sex
    birth_year: born
    site: [village]
    country: NG
claim: these_people
disaggregate: [sex]
indicators:
  - id: trained
    label: {en: People trained}
    counts: |-
      ${service} = 'training'
    report: [number]
disclosure: {min_denominator: 1, min_cell: 1}
"""

SCHEMA = """
schema: register
questions:
  - {name: partner, type: text}
  - {name: card, type: text}
  - {name: name, type: text, personal: true}
  - {name: phone, type: text, personal: true}
  - name: sex
    type: select_one
    choices: {f: Woman, m: Man}
  - {name: born, type: integer}
  - {name: village, type: text}
  - name: service
    type: select_one
    choices: {training: Training, advice: Advice}
"""

# u1, u2: one card. u3, u4: one person, both registered by her name and telephone. u5: her namesake in another village.
# u6, u7: alike, with names like formulas. u8 and u9: people of their own.
SERVICES = """uuid,partner,card,name,phone,sex,born,village,service
u1,Harbour,C1,Ada Obi,0803 111 1111,f,1990,Ikeja,training
u2,Quay,C1,A. Obi,,f,1990,Ikeja,training
u3,Harbour,,Ngozi Eze,0802 345 6701,f,1988,Lekki,training
u4,Quay,,Ngozi Eze,0802 345 6701,f,1988,Lekki,training
u5,Quay,,Ngozi Eze,0803 345 6702,f,1988,Epe,training
u6,Harbour,,=Bala Musa,0806 345 6703,m,1995,Epe,training
u7,Quay,,=Bala Musa,0806 345 6703,m,1995,Epe,training
u8,Harbour,,Chidi Okafor,0805 345 6704,m,1979,Ikeja,training
u9,Quay,,Fatima Bello,0806 345 6705,f,2001,Lekki,advice
"""


def register(folder: Path, *, study: str = STUDY, services: str = SERVICES, decisions: str = "") -> Path:
    """Write the study; returns its folder."""
    place = folder / "surveys" / "register"
    place.mkdir(parents=True)
    (folder / "schemas").mkdir()
    (folder / "schemas" / "register.yaml").write_text(SCHEMA, encoding="utf-8")
    (place / "study.yaml").write_text(study, encoding="utf-8")
    (place / "services.csv").write_text(services, encoding="utf-8")
    if decisions:
        (place / "identity.csv").write_text(decisions, encoding="utf-8")
    return place
