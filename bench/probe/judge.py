"""How far our last fit's objective lies above scikit-learn's optimum, as a share of it."""

import json

from common import load, np, objective, setting

x, y = load()
values = np.fromfile(setting["ours"], dtype=np.float32)
size = setting["classes"] * setting["dimensions"]
value = objective(x, y, values[:size].reshape(setting["classes"], -1), values[size:])
print(json.dumps({"excess": value / setting["optimum"] - 1}))
