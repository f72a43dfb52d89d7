"""The peer of probe.ts: scikit-learn's logistic regression by lbfgs, until its objective is within 1e-6 of its optimum.

It is stopped from outside, by scipy's callback, as soon as that is so: its own `tol` would let it go on, or stop short.
"""

import json
import resource
import time

from common import load, objective, setting

import scipy.optimize
from sklearn.linear_model import LogisticRegression

minimize = scipy.optimize.minimize


def stop_when_near(intermediate_result):
    if intermediate_result.fun * setting["rows"] <= setting["optimum"] * (1 + 1e-6):
        raise StopIteration



def watched(*args, **named):
    return minimize(*args, **{**named, "callback": stop_when_near})


scipy.optimize.minimize = watched

idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
x, y = load()
start = time.perf_counter()
model = LogisticRegression(C=1.0, tol=1e-7, max_iter=600).fit(x, y)
fit_ms = (time.perf_counter() - start) * 1000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
figures = {
    "fit_ms": fit_ms,
    "iterations": int(model.n_iter_[0]),
    "matrices": (peak - idle) * 1024 / x.nbytes,
    "excess": objective(x, y, model.coef_, model.intercept_) / setting["optimum"] - 1,
}
print(json.dumps(figures))
