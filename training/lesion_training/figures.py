"""The figures of measures.json from embeddings: AUROC of the presence margin, the loss of unseen phrases, the probe."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .concepts import DEFAULT_TEMPLATES, reference_prompt


def direction(encode_texts, text: str) -> np.ndarray:
    """d of one text: mean over the default templates of its embedding less the reference's."""
    prompts = encode_texts([template.replace("{}", text) for template in DEFAULT_TEMPLATES])
    references = encode_texts([reference_prompt(template) for template in DEFAULT_TEMPLATES])
    return (prompts - references).mean(axis=0)


def labels(facts: pd.DataFrame, query: dict) -> pd.Series:
    """1, 0 or NaN (not in the measure) of each row of the test side for a query of measures.json."""
    label = query["label"]
    rows = facts.dataset.isin(query["archives"])
    if "only" in label:
        rows &= facts.image_type == "dermoscopic"
    column = label["column"] if label["table"] != "measured-labels" else f"measured_{label['column']}"
    values = facts[column].where(rows)
    if "equals" in label:
        known = values.notna()
        wanted = values.astype(str).str.removesuffix(".0") == label["equals"]
        return wanted.astype(float).where(known)
    sign = 1 if label["positive"] == "top_fifth" else -1
    values = sign * values
    return (values > values.quantile(0.8)).astype(float).where(values.notna())


def area(margins: np.ndarray, truth: pd.Series) -> float:
    """Area under the ROC curve over the rows that have a label."""
    known = truth.notna().to_numpy()
    return float(roc_auc_score(truth[known], margins[known]))


def query_figures(encode_texts, images: np.ndarray, facts: pd.DataFrame, queries: list[dict]) -> pd.DataFrame:
    """For each query: AUROC of its text, mean AUROC of text and synonyms, AUROC of the unseen phrase, positives, n."""
    rows = []
    for query in queries:
        truth = labels(facts, query)
        known = [area(images @ direction(encode_texts, text), truth) for text in (query["text"], *query["synonyms"])]
        unseen = area(images @ direction(encode_texts, query["unseen"]), truth)
        rows.append({"id": query["id"], "group": query["group"], "text": known[0], "known": float(np.mean(known)),
                     "unseen": unseen, "positive": int(truth.sum()), "n": int(truth.notna().sum())})  # fmt: skip
    return pd.DataFrame(rows)


def phantom_figures(encode_texts, images: np.ndarray, facts: pd.DataFrame, queries: list[dict], least: int = 10) -> pd.DataFrame:
    """AUROC of each phantom query against the truth; queries with too few present or absent are left out."""
    rows = []
    for query in queries:
        values = facts[[f"truth_{path}" for path in query["truth"]]].sum(axis=1)
        truth = pd.Series(np.nan, facts.index).mask(values >= query["present_from"], 1.0).mask(values < query["absent_below"], 0.0)
        if (truth == 1).sum() < least or (truth == 0).sum() < least:
            continue
        rows.append({"id": query["id"], "text": area(images @ direction(encode_texts, query["text"]), truth), "positive": int((truth == 1).sum())})
    return pd.DataFrame(rows)


def probe_accuracy(features: np.ndarray, facts: pd.DataFrame) -> float:
    """Balanced accuracy of a logistic regression on the diagnosis, five folds by lesion."""
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", C=1.0, max_iter=1000))
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=42)
    truth = facts.diagnosis.to_numpy()
    predicted = np.empty(len(truth), object)
    for train, test in folds.split(features, truth, facts.lesion_id):
        predicted[test] = model.fit(features[train], truth[train]).predict(features[test])
    return float(balanced_accuracy_score(truth.astype(str), predicted.astype(str)))


def colour_histogram(squares: np.ndarray, bins: int = 6) -> np.ndarray:
    """Joint RGB histogram, 216 shares: the baseline that knows nothing but colour."""
    level = squares.astype(np.int64) * bins // 256
    code = (level[..., 0] * bins + level[..., 1]) * bins + level[..., 2]
    return np.stack([np.bincount(c.ravel(), minlength=bins**3) / c.size for c in code])
