"""scikit-learn's optimum on the sets of parity-sets.ts: reads one JSON object on stdin, prints one on stdout."""

import base64
import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

C_STEPS = dict(tol=1e-12, max_iter=10000)


def fit(x, y, weights, c):
    """The better of two of its solvers; the objective is computed here, in float64."""
    found = []
    for solver in ("newton-cholesky", "lbfgs"):
        model = LogisticRegression(C=c, solver=solver, **C_STEPS).fit(x, y, sample_weight=weights)
        found.append((objective(model, x, y, weights, c), model))
    return min(found, key=lambda pair: pair[0])


def objective(model, x, y, weights, c):
    scores = x @ model.coef_.T + model.intercept_
    if scores.shape[1] == 1:
        sign = np.where(y == model.classes_[1], 1.0, -1.0)
        losses = np.logaddexp(0, -sign * scores[:, 0])
    else:
        most = scores.max(1, keepdims=True)
        logs = scores - most - np.log(np.exp(scores - most).sum(1, keepdims=True))
        losses = -logs[np.arange(len(y)), np.searchsorted(model.classes_, y)]
    return float(c * (weights * losses).sum() + 0.5 * (model.coef_**2).sum())


def balance(y):
    names, counts = np.unique(y, return_counts=True)
    return (len(y) / (len(names) * counts))[np.searchsorted(names, y)]


answers = {"version": sklearn.__version__, "sets": {}}
for given in json.load(sys.stdin):
    x = np.frombuffer(base64.b64decode(given["features"]), np.float32).astype(np.float64)
    x = x.reshape(-1, given["dimensions"])
    weigh = balance if given["classWeight"] == "balanced" else lambda y: np.ones(len(y))
    memberships = np.asarray(given["memberships"]).reshape(len(x), -1)
    total, rows, intercepts, classes = 0.0, [], [], []
    if given["separate"]:
        for name in range(memberships.shape[1]):
            y = memberships[:, name]
            value, model = fit(x, y, weigh(y), given["C"])
            total += value
            rows += model.coef_.tolist()
            intercepts += model.intercept_.tolist()
            classes.append(name)
    else:
        y = memberships.argmax(1)
        total, model = fit(x, y, weigh(y), given["C"])
        rows, intercepts = model.coef_.tolist(), model.intercept_.tolist()
        classes = model.classes_.tolist()
        classes = classes if len(rows) > 1 else classes[1:]
    answers["sets"][given["name"]] = {
        "objective": total,
        "classes": classes,
        "coefficients": [[float(f"{v:.8g}") for v in row] for row in rows],
        "intercepts": [float(f"{v:.8g}") for v in intercepts],
    }
print(json.dumps(answers))
