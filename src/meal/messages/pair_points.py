"""Points of a pair of records in words: "same telephone number +5, place differs -2"."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
_DECIMAL = {"nl": ",", "fr": ",", "es": ",", "ar": "\N{ARABIC DECIMAL SEPARATOR}"}

# For each field: what is said where it speaks for one person, and where it speaks against.
_FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "name": ("name alike", "name differs"),
        "phone": ("same telephone number", "telephone number differs"),
        "sex": ("same sex", "sex differs"),
        "birth_year": ("year of birth fits", "year of birth differs"),
        "site": ("same place", "place differs"),
        "code": ("code fits", "code differs"),
        "list": ("short list", "long list, in which people look alike by chance"),
        "family": ("no family", "may be family, who share a name, a telephone and a place"),
    },
    "nl": {
        "name": ("naam lijkt", "naam verschilt"),
        "phone": ("zelfde telefoonnummer", "telefoonnummer verschilt"),
        "sex": ("zelfde geslacht", "geslacht verschilt"),
        "birth_year": ("geboortejaar past", "geboortejaar verschilt"),
        "site": ("zelfde plaats", "plaats verschilt"),
        "code": ("code past", "code verschilt"),
        "list": ("korte lijst", "lange lijst, waarin mensen toevallig op elkaar lijken"),
        "family": ("geen familie", "kunnen familie zijn, met één naam, telefoon en plaats"),
    },
    "fr": {
        "name": ("nom ressemblant", "nom différent"),
        "phone": ("même numéro de téléphone", "numéro de téléphone différent"),
        "sex": ("même sexe", "sexe différent"),
        "birth_year": ("année de naissance concordante", "année de naissance différente"),
        "site": ("même lieu", "lieu différent"),
        "code": ("code concordant", "code différent"),
        "list": ("liste courte", "liste longue, où l'on se ressemble par hasard"),
        "family": ("pas de la même famille", "peut-être de la même famille, qui partage nom, téléphone et lieu"),
    },
    "es": {
        "name": ("nombre parecido", "nombre distinto"),
        "phone": ("mismo número de teléfono", "número de teléfono distinto"),
        "sex": ("mismo sexo", "sexo distinto"),
        "birth_year": ("año de nacimiento concorde", "año de nacimiento distinto"),
        "site": ("mismo lugar", "lugar distinto"),
        "code": ("código concorde", "código distinto"),
        "list": ("lista corta", "lista larga, en la que hay parecidos por azar"),
        "family": ("no son familia", "pueden ser familia, que comparte nombre, teléfono y lugar"),
    },
    "ar": {
        "name": ("الاسم متشابه", "الاسم مختلف"),
        "phone": ("رقم الهاتف نفسه", "رقم الهاتف مختلف"),
        "sex": ("الجنس نفسه", "الجنس مختلف"),
        "birth_year": ("سنة الميلاد متوافقة", "سنة الميلاد مختلفة"),
        "site": ("المكان نفسه", "المكان مختلف"),
        "code": ("الرمز متوافق", "الرمز مختلف"),
        "list": ("قائمة قصيرة", "قائمة طويلة يتشابه فيها الناس مصادفة"),
        "family": ("ليسوا أسرة واحدة", "قد يكونون أسرة تتقاسم الاسم والهاتف والمكان"),
    },
}

# What groups of records have in common that were too large to compare everybody in them with everybody.
_GROUPS: dict[str, dict[str, str]] = {
    "en": {
        "phone": "telephone number", "last_digits_and_year": "last digits of the telephone number and year of birth",
        "name": "name", "part_of_name_and_year": "part of the name and year of birth",
        "initials_year_and_place": "initials, year of birth and place", "code": "code",
        "year_and_place": "year of birth and place", "same_answers": "answers to everything that is compared",
    },
    "nl": {
        "phone": "telefoonnummer", "last_digits_and_year": "laatste cijfers van het telefoonnummer en geboortejaar",
        "name": "naam", "part_of_name_and_year": "deel van de naam en geboortejaar",
        "initials_year_and_place": "initialen, geboortejaar en plaats", "code": "code",
        "year_and_place": "geboortejaar en plaats", "same_answers": "antwoorden op alles wat vergeleken wordt",
    },
    "fr": {
        "phone": "numéro de téléphone",
        "last_digits_and_year": "derniers chiffres du téléphone et année de naissance",
        "name": "nom", "part_of_name_and_year": "partie du nom et année de naissance",
        "initials_year_and_place": "initiales, année de naissance et lieu", "code": "code",
        "year_and_place": "année de naissance et lieu", "same_answers": "réponses à tout ce qui est comparé",
    },
    "es": {
        "phone": "número de teléfono", "last_digits_and_year": "últimas cifras del teléfono y año de nacimiento",
        "name": "nombre", "part_of_name_and_year": "parte del nombre y año de nacimiento",
        "initials_year_and_place": "iniciales, año de nacimiento y lugar", "code": "código",
        "year_and_place": "año de nacimiento y lugar", "same_answers": "respuestas a todo lo que se compara",
    },
    "ar": {
        "phone": "رقم الهاتف", "last_digits_and_year": "آخر أرقام الهاتف وسنة الميلاد",
        "name": "الاسم", "part_of_name_and_year": "جزء من الاسم وسنة الميلاد",
        "initials_year_and_place": "الأحرف الأولى وسنة الميلاد والمكان", "code": "الرمز",
        "year_and_place": "سنة الميلاد والمكان", "same_answers": "الإجابات عن كل ما يُقارن",
    },
}  # fmt: skip


def group_in_words(key: str, language: str) -> str:
    """What the records of a group have in common, such as `part_of_name_and_year`."""
    words = _GROUPS.get(language.split("-")[0].lower(), _GROUPS["en"])
    return words.get(key, key.replace("_", " "))


def points_in_words(points: str, language: str) -> str:
    """The points of a pair, the weightiest first.

    Args:
        points: fields and points as findings carry them, such as `phone:5 site:-2`; a field that gives none is not
            among them.
    """
    primary = language.split("-")[0].lower()
    fields = _FIELDS.get(primary, _FIELDS["en"])
    values = {name: float(text) for name, _, text in (part.rpartition(":") for part in points.split())}
    told = []
    for name, value in sorted(values.items(), key=lambda item: -abs(item[1])):
        for_one, against = fields.get(name, (name, name))
        number = f"{abs(value):g}".replace(".", _DECIMAL.get(primary, "."))
        told.append(f"{for_one} +{number}" if value > 0 else f"{against} {MINUS}{number}")
    return ", ".join(told)
