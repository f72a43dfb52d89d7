"""The peer of probe.ts: scikit-learn's logistic regression by lbfgs."""

import json
import resource
import time

from common import load, objective, setting

from sklearn.linear_model import LogisticRegression

idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
x, y = load()
start = time.perf_counter()
model = LogisticRegression(C=1.0, tol=setting["tol"], max_iter=2000).fit(x, y)
fit_ms = (time.perf_counter() - start) * 1000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
figures = {
    "fit_ms": fit_ms,
    "iterations": int(model.n_iter_[0]),
    "matrices": (peak - idle) * 1024 / x.nbytes,
    "excess": objective(x, y, model.coef_, model.intercept_) / setting["optimum"] - 1,
}
print(json.dumps(figures))
