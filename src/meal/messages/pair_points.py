"""Points of a pair of records in words: "same telephone number +5, place differs -2"."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"

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
    },
    "nl": {
        "name": ("naam lijkt", "naam verschilt"),
        "phone": ("zelfde telefoonnummer", "telefoonnummer verschilt"),
        "sex": ("zelfde geslacht", "geslacht verschilt"),
        "birth_year": ("geboortejaar past", "geboortejaar verschilt"),
        "site": ("zelfde plaats", "plaats verschilt"),
        "code": ("code past", "code verschilt"),
        "list": ("korte lijst", "lange lijst, waarin mensen toevallig op elkaar lijken"),
    },
    "fr": {
        "name": ("nom ressemblant", "nom différent"),
        "phone": ("même numéro de téléphone", "numéro de téléphone différent"),
        "sex": ("même sexe", "sexe différent"),
        "birth_year": ("année de naissance concordante", "année de naissance différente"),
        "site": ("même lieu", "lieu différent"),
        "code": ("code concordant", "code différent"),
        "list": ("liste courte", "liste longue, où l'on se ressemble par hasard"),
    },
    "es": {
        "name": ("nombre parecido", "nombre distinto"),
        "phone": ("mismo número de teléfono", "número de teléfono distinto"),
        "sex": ("mismo sexo", "sexo distinto"),
        "birth_year": ("año de nacimiento concorde", "año de nacimiento distinto"),
        "site": ("mismo lugar", "lugar distinto"),
        "code": ("código concorde", "código distinto"),
        "list": ("lista corta", "lista larga, en la que hay parecidos por azar"),
    },
    "ar": {
        "name": ("الاسم متشابه", "الاسم مختلف"),
        "phone": ("رقم الهاتف نفسه", "رقم الهاتف مختلف"),
        "sex": ("الجنس نفسه", "الجنس مختلف"),
        "birth_year": ("سنة الميلاد متوافقة", "سنة الميلاد مختلفة"),
        "site": ("المكان نفسه", "المكان مختلف"),
        "code": ("الرمز متوافق", "الرمز مختلف"),
        "list": ("قائمة قصيرة", "قائمة طويلة يتشابه فيها الناس مصادفة"),
    },
}


def points_in_words(points: str, language: str) -> str:
    """The points of a pair, in the order of the rule.

    Args:
        points: fields and points as findings carry them, such as `phone:5 site:-2`; a field that gives none is not
            among them.
    """
    fields = _FIELDS.get(language.split("-")[0].lower(), _FIELDS["en"])
    told = []
    for part in points.split():
        name, _, text = part.rpartition(":")
        for_one, against = fields.get(name, (name, name))
        value = float(text)
        told.append(f"{for_one} +{value:g}" if value > 0 else f"{against} {MINUS}{-value:g}")
    return ", ".join(told)
