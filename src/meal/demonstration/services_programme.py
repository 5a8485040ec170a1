"""Who does what where in the study `services`, and how many people each service truly reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

REACHED: Mapping[str, int] = {
    "education_training": 240_000,
    "income_support": 36_360,
    "psychosocial_support": 20_770,
    "life_saving_help": 2_873,
    "voluntary_return": 2_716,
    "reintegration": 1_809,
    "training_officials": 182,
    "information_risks": 43_000,
}
"""Service → different people; the figures that were published for mid-2018 to mid-2019."""

SHARED: Mapping[tuple[str, str], int] = {
    ("education_training", "income_support"): 9_000,
    ("income_support", "psychosocial_support"): 1_500,
    ("life_saving_help", "voluntary_return"): 400,
    ("voluntary_return", "reintegration"): 500,
}
"""People who get two services: the last of the first and the first of the second."""
EDUCATED_AND_SUPPORTED = 5_000
"""People in education who also get psychosocial support, and no income support."""

REPEATED: Mapping[str, float] = {
    "education_training": 0.10, "income_support": 0.10, "psychosocial_support": 0.30, "life_saving_help": 0.15,
    "voluntary_return": 0.0, "reintegration": 0.40, "training_officials": 0.20, "information_risks": 0.045,
}  # fmt: skip
"""Share of people who have a second contact for the same service, often with another partner."""

MISTYPED: Mapping[str, int] = {
    "education_training": 720, "income_support": 109, "psychosocial_support": 62, "life_saving_help": 8,
    "voluntary_return": 8, "reintegration": 5, "training_officials": 0, "information_risks": 129,
}  # fmt: skip
"""People whose second contact no key finds: something in it is typed wrong, spelt otherwise or missing."""
N_TWINS, N_FATHERS = 150, 150
"""Pairs of different people who look alike: twins of different sex, and a father and his son, with one telephone."""
N_NEIGHBOURS = 1_200
"""Pairs of different people who gave the same telephone number and are alike in nothing else."""

EDUCATION_TYPES: Mapping[str, float] = {
    "primary": 0.38, "secondary": 0.22, "catch_up": 0.12, "drop_out_lessons": 0.07, "tailor_made": 0.06,
    "life_skills": 0.09, "vocational": 0.06,
}  # fmt: skip
INCOME_TYPES: Mapping[str, float] = {
    "access_to_finance": 0.25, "entrepreneurship": 0.35, "financial_literacy": 0.25, "seasonal_work": 0.15,
}  # fmt: skip
NO_TYPE: Mapping[str, float] = {"": 1.0}
TYPES: Mapping[str, Mapping[str, float]] = {"education_training": EDUCATION_TYPES, "income_support": INCOME_TYPES}

REGION: Mapping[str, float] = {
    "LB": 0.20, "JO": 0.18, "IQ": 0.17, "EG": 0.08, "KE": 0.09, "SD": 0.08, "UG": 0.12, "ET": 0.08,
}  # fmt: skip
STATUS: Mapping[str, Mapping[str, float]] = {
    "LB": {"refugee": 0.62, "idp": 0.0, "host": 0.38}, "JO": {"refugee": 0.66, "idp": 0.0, "host": 0.34},
    "IQ": {"refugee": 0.30, "idp": 0.45, "host": 0.25}, "EG": {"refugee": 0.58, "idp": 0.0, "host": 0.42},
    "KE": {"refugee": 0.70, "idp": 0.0, "host": 0.30}, "SD": {"refugee": 0.42, "idp": 0.33, "host": 0.25},
    "UG": {"refugee": 0.68, "idp": 0.0, "host": 0.32}, "ET": {"refugee": 0.48, "idp": 0.30, "host": 0.22},
}  # fmt: skip
ELSEWHERE: Mapping[str, Mapping[str, float]] = {
    "life_saving_help": {"NE": 1.0},
    "voluntary_return": {"LY": 0.50, "MA": 0.22, "DZ": 0.12, "TN": 0.10, "EG": 0.06},
    "reintegration": {"NG": 0.30, "GN": 0.20, "CI": 0.15, "GM": 0.13, "ML": 0.12, "SN": 0.10},
    "training_officials": {"NE": 0.35, "NG": 0.25, "ML": 0.15, "SN": 0.10, "GM": 0.08, "TN": 0.07},
    "information_risks": {"NG": 0.34, "GM": 0.16, "SN": 0.14, "ML": 0.14, "GN": 0.12, "NE": 0.10},
}
"""Where the services outside the region are given."""
WOMEN: Mapping[str, float] = {
    "region": 0.53, "life_saving_help": 0.14, "voluntary_return": 0.16, "reintegration": 0.15,
    "training_officials": 0.33, "information_risks": 0.44,
}  # fmt: skip
BORN: Mapping[str, tuple[int, int]] = {
    "region": (1965, 2012), "migrants": (1975, 2001), "training_officials": (1960, 1992),
    "information_risks": (1984, 2003),
}  # fmt: skip

SITES: Mapping[str, tuple[str, ...]] = {
    "LB": ("Akkar", "Baalbek", "Beirut", "Saida", "Tripoli", "Tyre", "Zahle"),
    "JO": ("Amman", "Azraq", "Irbid", "Karak", "Mafraq", "Zarqa"),
    "IQ": ("Basra", "Duhok", "Erbil", "Kirkuk", "Mosul", "Sulaymaniyah"),
    "EG": ("Alexandria", "Cairo", "Damietta", "Giza"),
    "KE": ("Dadaab", "Kakuma", "Kalobeyei", "Nairobi"),
    "SD": ("Gedaref", "Kassala", "Khartoum", "Nyala"),
    "UG": ("Adjumani", "Arua", "Isingiro", "Kampala", "Yumbe"),
    "ET": ("Addis Ababa", "Gambella", "Jijiga", "Shire"),
    "NE": ("Agadez", "Arlit", "Dirkou"),
    "LY": ("Misrata", "Sabha", "Zuwara"),
    "MA": ("Oujda", "Rabat"),
    "DZ": ("Algiers", "Tamanrasset"),
    "TN": ("Medenine", "Tunis"),
    "NG": ("Benin City", "Kano", "Lagos", "Owerri"),
    "GN": ("Conakry", "Kankan", "Labe"),
    "CI": ("Abidjan", "Daloa"),
    "GM": ("Basse", "Brikama", "Serekunda"),
    "ML": ("Bamako", "Gao", "Kayes"),
    "SN": ("Dakar", "Kolda", "Tambacounda"),
}
COUNTRIES = tuple(SITES)

EDUCATION, INCOME, SUPPORT = "education_training", "income_support", "psychosocial_support"
RESCUE, RETURN, REINTEGRATION = "life_saving_help", "voluntary_return", "reintegration"
TRAINING, INFORMATION = "training_officials", "information_risks"
SERVICES = tuple(REACHED)


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner: what it does in which country, and how its register looks.

    Attributes:
        cards: it writes down the numbers of cards.
        delimiter, quoted, mark: of the CSV: what stands between cells, all of them in quotes, a byte order mark.
        prefix: of the questions' names, as a form with a group exports them.
        last: columns that stand at the end instead of where the others have them.
        extra: columns of its own, which are left blank.
    """

    name: str
    does: Mapping[str, tuple[str, ...]]
    cards: bool = True
    delimiter: str = ","
    quoted: bool = False
    mark: bool = False
    prefix: str = ""
    last: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


PARTNERS: tuple[Partner, ...] = (
    Partner("cedar", {"LB": (EDUCATION, SUPPORT)}),
    Partner("lantern", {"LB": (EDUCATION, INCOME), "JO": (EDUCATION, INCOME), "EG": (EDUCATION, SUPPORT)},
            delimiter=";", quoted=True, last=("row_id",)),
    Partner("olive", {"JO": (EDUCATION, SUPPORT), "IQ": (EDUCATION, SUPPORT)}, mark=True, extra=("remarks",)),
    Partner("tigris", {"IQ": (EDUCATION, INCOME)}, prefix="registration/", last=("site", "date")),
    Partner("nile", {"EG": (EDUCATION, INCOME), "SD": (EDUCATION, INCOME, SUPPORT)}, cards=False, delimiter=";"),
    Partner("highland", {"ET": (EDUCATION, SUPPORT), "SD": (EDUCATION, SUPPORT)}, cards=False, last=("name", "phone")),
    Partner("acacia", {"KE": (EDUCATION, INCOME), "UG": (EDUCATION, INCOME)}, cards=False, delimiter="\t"),
    Partner("savannah", {"KE": (EDUCATION, SUPPORT), "UG": (EDUCATION, INCOME, SUPPORT), "ET": (EDUCATION, INCOME)},
            quoted=True, extra=("household_size",)),
    Partner("sahara", {"NE": (RESCUE, TRAINING), "LY": (RETURN,)}, mark=True, delimiter=";"),
    Partner("caravan", {"NE": (RESCUE,), "LY": (RETURN,), "MA": (RETURN,), "DZ": (RETURN,), "EG": (RETURN,),
                        "TN": (RETURN, TRAINING)}, last=("country",)),
    Partner("homecoming", {"NG": (REINTEGRATION, INFORMATION), "GN": (REINTEGRATION, INFORMATION),
                           "CI": (REINTEGRATION,), "GM": (REINTEGRATION, INFORMATION),
                           "ML": (REINTEGRATION, INFORMATION), "SN": (REINTEGRATION,)}, prefix="person/"),
    Partner("compass", {"NG": (INFORMATION, TRAINING, REINTEGRATION), "GM": (INFORMATION, TRAINING, REINTEGRATION),
                        "SN": (INFORMATION, TRAINING), "ML": (INFORMATION, TRAINING), "GN": (INFORMATION,),
                        "NE": (INFORMATION,)}, delimiter=";", extra=("enumerator",)),
)  # fmt: skip
"""Partners that do not exist."""
