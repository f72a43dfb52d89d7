"""Prints what scikit-learn says of cases that the test draws too: python record-scikit-learn.py > scikit-learn.json"""

import json

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    precision_score,
    roc_auc_score,
    roc_curve,
)


def lehmer(count, seed):
    state, values = seed, []
    for _ in range(count):
        state = state * 48271 % 2147483647
        values.append(state / 2147483647)
    return np.array(values)


def cases(rows, classes, seed, steps):
    raw = lehmer(rows * (classes + 2), seed).reshape(rows, classes + 2)
    truth = np.floor(raw[:, 0] ** 2 * classes).astype(int)
    scores = np.floor(raw[:, 1 : classes + 1] * steps) + 1
    scores[np.arange(rows), truth] += np.floor(steps / 2)
    weights = np.floor(raw[:, -1] * 4) + 1
    return truth, scores / scores.sum(1, keepdims=True), weights


def sensitivity_at(truth, scores, weights, specificity):
    fpr, tpr, _ = roc_curve(truth, scores, sample_weight=weights, drop_intermediate=False)
    return float(tpr[fpr <= 1 - specificity + 1e-9].max())


def measures(truth, probabilities, weights):
    classes = probabilities.shape[1]
    predicted = probabilities.argmax(1)
    one_hot = np.eye(classes)[truth]
    aurocs = [roc_auc_score(one_hot[:, k], probabilities[:, k], sample_weight=weights) for k in range(classes)]
    precisions = [average_precision_score(one_hot[:, k], probabilities[:, k], sample_weight=weights) for k in range(classes)]
    return {
        "accuracy": accuracy_score(truth, predicted, sample_weight=weights),
        "balanced_accuracy": balanced_accuracy_score(truth, predicted, sample_weight=weights),
        "auroc": float(np.mean(aurocs)),
        "average_precision": float(np.mean(precisions)),
        "brier": float(brier_score_loss(truth, probabilities, sample_weight=weights, labels=list(range(classes)))),
        "class_auroc": aurocs,
        "class_average_precision": precisions,
        "class_precision": precision_score(
            truth, predicted, sample_weight=weights, average=None, labels=range(classes), zero_division=np.nan
        ).tolist(),
        "class_sensitivity_at": [
            [sensitivity_at(one_hot[:, k], probabilities[:, k], weights, s) for s in (0.8, 0.9, 0.95)]
            for k in range(classes)
        ],
    }


settings = [(200, 2, 7, 50), (300, 3, 11, 8), (500, 7, 13, 1000), (90, 4, 17, 3)]
recorded = []
for rows, classes, seed, steps in settings:
    truth, probabilities, weights = cases(rows, classes, seed, steps)
    recorded.append(
        {
            "rows": rows,
            "classes": classes,
            "seed": seed,
            "steps": steps,
            "plain": measures(truth, probabilities, np.ones(rows)),
            "weighted": measures(truth, probabilities, weights),
            "confusion": confusion_matrix(truth, probabilities.argmax(1), labels=range(classes)).tolist(),
        }
    )
print(json.dumps(recorded, indent=1))
