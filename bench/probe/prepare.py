"""Writes the features and labels of probe.ts, and finds scikit-learn's optimum."""

import json

from common import load, np, objective, setting

from sklearn.linear_model import LogisticRegression

n, d, k = setting["rows"], setting["dimensions"], setting["classes"]
draw = np.random.default_rng(1)
# Deviations of the features' principal parts fall like those of an encoder's vectors, which share a mean.
deviations = np.arange(1, d + 1) ** -0.35
turn, _ = np.linalg.qr(draw.standard_normal((d, d)))
shares = np.array([0.67, 0.11, 0.11, 0.05, 0.03, 0.02, 0.01])
labels = draw.choice(k, n, p=shares / shares.sum()).astype(np.int32)
means = draw.standard_normal((k, d)) * deviations * 0.35
shared = draw.standard_normal(d) * 0.3
x = np.empty((n, d), np.float32)
for start in range(0, n, 5000):
    part = labels[start : start + 5000]
    values = (draw.standard_normal((len(part), d)) * deviations + means[part]) @ turn.T + shared
    x[start : start + 5000] = values / np.linalg.norm(values, axis=1, keepdims=True)
x.tofile(setting["features"])
labels.tofile(setting["labels"])

x, y = load()
model = LogisticRegression(C=1.0, tol=1e-7, max_iter=600).fit(x, y)
print(json.dumps({"optimum": objective(x, y, model.coef_, model.intercept_), "iterations": int(model.n_iter_[0])}))
