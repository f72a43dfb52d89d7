"""How far outline.py and measures_of_lesion.py are from the truth, on phantoms, where the truth is known."""

from .data import read_facts
from .measures_of_lesion import COLOURS


def main() -> None:
    """Prints Spearman's correlation and the mean absolute error of each measure over dermoscopic phantoms that are not cut off."""
    facts = read_facts("train-phantoms")
    facts = facts[(facts.image_type == "dermoscopic") & ~facts["truth_outline.cutOff"].astype(bool)]
    outlined = facts[facts.measured_diameter_share.notna()]
    print(f"outlined {len(outlined)} of {len(facts)}")
    truth = {
        "diameter_share": outlined["truth_outline.diameterShare"],
        "border_irregularity": outlined["truth_outline.borderIrregularity"],
        "asymmetry": (outlined["truth_outline.asymmetryMajor"] + outlined["truth_outline.asymmetryMinor"]) / 2,
    } | {f"share_{colour}": outlined[f"truth_colours.{colour}"] for colour in COLOURS}
    for name, values in truth.items():
        measured = outlined[f"measured_{name}"]
        correlation = measured.corr(values, method="spearman")
        print(f"{name:22} spearman {correlation:5.2f}   mean absolute error {(measured - values).abs().mean():.3f}")


if __name__ == "__main__":
    main()
