"""Writes measured-labels.csv: shape and colours of the test side's dermoscopic pictures, as outline.py sees them."""

from .data import read_facts
from .places import TRAINING_DIR

COLUMNS = ("diameter_share", "asymmetry", "border_irregularity", "elongation", "lightness", "colour_count",
           "share_light_brown", "share_dark_brown", "share_black", "share_red", "share_white", "share_blue_grey")  # fmt: skip


def main() -> None:
    facts = read_facts("test")
    facts = facts[(facts.image_type == "dermoscopic") & facts.measured_diameter_share.notna()]
    table = facts[["isic_id", *(f"measured_{column}" for column in COLUMNS)]]
    table = table.rename(columns=lambda name: name.removeprefix("measured_"))
    table.round(4).to_csv(TRAINING_DIR / "measured-labels.csv", index=False)
    print(len(table), "pictures")


if __name__ == "__main__":
    main()
