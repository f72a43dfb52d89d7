"""How true each concept is of each picture: 0..1, NaN where nobody knows."""

import numpy as np
import pandas as pd

from .concepts import Concept

_MONET = {
    "hair": "hair", "ulceration_crust": "ulceration_crust", "vasculature_vessels": "vasculature_vessels",
    "erythema": "erythema", "pigmented": "pigmented", "gel": "gel_water_drop_fluid_dermoscopy_liquid",
    "pen": "skin_markings_pen_ink_purple_pen",
}  # fmt: skip
_STRUCTURES = ("globules", "milia_like_cyst", "negative_network", "pigment_network", "streaks")
_PHANTOM = {
    "hair": ("artefacts.hair_thin", "artefacts.hair_thick"), "pen": ("artefacts.ink",), "milia_like_cyst": ("structures.milia_like_cysts",),
    "pigment_network": ("structures.network_typical", "structures.network_atypical"),
    "vessels": ("structures.dotted_vessels", "structures.arborising_vessels"),
    "ulceration": ("structures.ulceration", "structures.crust"), "phantom_ulceration": ("structures.ulceration",),
}  # fmt: skip
_MEASURED = {
    "large": ("diameter_share", 1), "small": ("diameter_share", -1), "asymmetric": ("asymmetry", 1), "symmetric": ("asymmetry", -1),
    "irregular_border": ("border_irregularity", 1), "regular_border": ("border_irregularity", -1),
    "elongated": ("elongation", 1), "round": ("elongation", -1), "dark": ("lightness", -1), "light": ("lightness", 1),
    "many_colours": ("colour_count", 1), "one_colour": ("colour_count", -1),
}  # fmt: skip
_TRUTH = {"diameter_share": "diameterShare", "border_irregularity": "borderIrregularity"}
_BENIGN = {"nevus", "benign keratosis", "dermatofibroma", "vascular lesion", "inflammatory", "other benign"}
_MALIGNANT = {"melanoma", "basal cell carcinoma", "squamous cell carcinoma"}
_MELANOCYTIC = {"nevus", "melanoma"}


def rank_target(values: pd.Series) -> pd.Series:
    """Half the rank (0..1), half a soft step at the 80th percentile: what a search for the top fifth is asked."""
    rank = values.rank(pct=True)
    return 0.5 * rank + 0.5 / (1 + np.exp(-(rank - 0.8) / 0.05))


def targets(facts: pd.DataFrame, concepts: list[Concept]) -> np.ndarray:
    """Truth [images, concepts] of the rows of a facts table (build_cache.py)."""
    columns = [_target(facts, concept) for concept in concepts]
    return np.stack([column.reindex(facts.index).to_numpy(np.float32) for column in columns], axis=1)


def _target(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    real = facts.dataset != "phantom"
    truth = _PHANTOM_TARGET.get(concept.source, _phantom_coverage)(facts[~real], concept)
    return pd.concat([_REAL_TARGET.get(concept.source, _unknown)(facts[real], concept), truth])


def _unknown(facts: pd.DataFrame, _concept: Concept) -> pd.Series:
    return pd.Series(np.nan, facts.index)


def _monet(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    return rank_target(facts[f"MONET_{_MONET[concept.source]}"])


def _structure(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    return facts[concept.id].astype(float)


def _measured(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    column, sign = _MEASURED.get(concept.id, (f"share_{concept.id}", 1))
    values = facts[f"measured_{column}"].where(facts.image_type == "dermoscopic")
    return rank_target(sign * values)


def _phantom_measured(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    if facts.empty:
        return _unknown(facts, concept)
    column, sign = _MEASURED.get(concept.id, (None, 1))
    if column is None:
        return _coverage(facts[f"truth_colours.{concept.id}"], 0.15, 0.03)
    if column == "asymmetry":
        values = (facts["truth_outline.asymmetryMajor"] + facts["truth_outline.asymmetryMinor"]) / 2
    elif column in _TRUTH:
        values = facts[f"truth_outline.{_TRUTH[column]}"]
    else:
        return _unknown(facts, concept)
    return rank_target(sign * values)


def _coverage(values: pd.Series, present_from: float, absent_below: float) -> pd.Series:
    known = pd.Series(np.nan, values.index)
    return known.mask(values >= present_from, 1.0).mask(values < absent_below, 0.0)


def _phantom_coverage(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    names = _PHANTOM.get(concept.id)
    if names is None:
        names = next(((f"{part}.{concept.id}",) for part in ("structures", "artefacts") if f"truth_{part}.{concept.id}" in facts), None)
    if names is None or facts.empty:
        return _unknown(facts, concept)
    values = facts[[f"truth_{name}" for name in names]].sum(axis=1)
    bounds = (0.01, 0.0005) if names[0].startswith("structures") else (0.003, 0.0001)
    return _coverage(values, *bounds)


def _is_one_of(values: pd.Series, wanted) -> pd.Series:
    return values.isin(wanted).astype(float).where(values.notna())


def _diagnosis(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    return _is_one_of(facts.diagnosis, concept.values)


def _diagnosis_3(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    return _is_one_of(facts.diagnosis_3, concept.values) if "diagnosis_3" in facts else _unknown(facts, concept)


def _image_type(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    return ((facts.image_type == "dermoscopic") == (concept.id == "dermoscopic")).astype(float)


def _malignancy(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    if concept.id == "melanocytic":
        return _is_one_of(facts.diagnosis, _MELANOCYTIC)
    known = facts.diagnosis.where(facts.diagnosis.isin(_BENIGN | _MALIGNANT))
    return _is_one_of(known, _BENIGN if concept.id == "benign" else _MALIGNANT)


def _site(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    site = facts.anatom_site_general
    return _is_one_of(site.where(site != "unknown"), concept.values)


def _age(facts: pd.DataFrame, concept: Concept) -> pd.Series:
    age = facts.age_approx
    return ((age < 35) if concept.id == "young" else (age >= 70)).astype(float).where(age.notna())


def _synthetic(facts: pd.DataFrame, _concept: Concept) -> pd.Series:
    return (facts.dataset == "phantom").astype(float)


_REAL_TARGET = dict.fromkeys(_MONET, _monet) | {
    "structure": _structure, "measured": _measured, "diagnosis": _diagnosis, "diagnosis_3": _diagnosis_3,
    "image_type": _image_type, "malignancy": _malignancy, "site": _site, "age": _age, "synthetic": _synthetic,
}  # fmt: skip
_PHANTOM_TARGET = {
    "measured": _phantom_measured, "image_type": _image_type, "synthetic": _synthetic, "diagnosis": _diagnosis,
    "diagnosis_3": _unknown, "malignancy": _unknown, "site": _unknown, "age": _unknown,
}  # fmt: skip
