"""What the peer's programs share: the setting, the matrix, and the objective in float64."""

import json
import os
import sys

setting = json.loads(sys.argv[1])
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(setting["threads"])

import numpy as np  # noqa: E402: the number of threads must be set before


def load():
    x = np.fromfile(setting["features"], dtype=np.float32).reshape(setting["rows"], setting["dimensions"])
    return x, np.fromfile(setting["labels"], dtype=np.int32)


def objective(x, y, coefficients, intercepts):
    """The sum of the losses + |W|^2 / 2 (C = 1), some rows at a time."""
    w, b = coefficients.astype(np.float64), intercepts.astype(np.float64)
    total = 0.5 * (w**2).sum()
    for start in range(0, len(x), 4096):
        scores = x[start : start + 4096].astype(np.float64) @ w.T + b
        most = scores.max(1)
        logs = most + np.log(np.exp(scores - most[:, None]).sum(1))
        total += (logs - scores[np.arange(len(scores)), y[start : start + 4096]]).sum()
    return float(total)
