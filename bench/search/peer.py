"""The peer of search.ts: numpy's full product, a ready-made mask, argpartition."""

import json
import os
import sys
import time

setting = json.loads(sys.argv[1])
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(setting["threads"])

import numpy as np  # noqa: E402: the number of threads must be set before

limit = setting["limit"]
rows = np.fromfile(setting["vectors"], dtype=np.float32).reshape(setting["images"], setting["dimensions"])
generator = np.random.default_rng(2)
queries = generator.standard_normal((setting["batch"], setting["dimensions"])).astype(np.float32)
queries /= np.linalg.norm(queries, axis=1, keepdims=True)
left_out = np.arange(setting["images"]) % 2 == 1


def best(scores):
    kept = np.argpartition(scores, -limit)[-limit:]
    return kept[np.argsort(-scores[kept])]


def one_query():
    return best(rows @ queries[0])


def filtered():
    scores = rows @ queries[0]
    scores[left_out] = -np.inf
    return best(scores)


def batch():
    return [best(scores) for scores in queries @ rows.T]


def median_ms(repeats, work):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[repeats // 2]


median_ms(3, one_query)
figures = {"one_query_ms": median_ms(15, one_query)}
batch()
figures["batch_ms"] = median_ms(5, batch)
median_ms(3, filtered)
figures["filtered_ms"] = median_ms(15, filtered)
print(json.dumps(figures))
