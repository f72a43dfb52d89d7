"""Where things lie. Everything heavy goes to a work folder outside the repository."""

import os
from pathlib import Path

TRAINING_DIR = Path(__file__).resolve().parent.parent
REPOSITORY = TRAINING_DIR.parent
SHARED = Path(os.environ.get("LESION_SHARED", REPOSITORY.parent / "shared"))
WORK = Path(os.environ.get("LESION_TRAINING_WORK", REPOSITORY.parent / "train"))
MODEL_DIR = REPOSITORY / "models" / "demo"
MEASURES = TRAINING_DIR / "measures.json"

IMAGE_SIDE = 144
"""Side in pixels of the square the image tower takes."""
