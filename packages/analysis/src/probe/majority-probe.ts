import type { LinearProbe } from "./fit/probe-model.ts";

/** Says the most common class of every image, each class as probable as it was common in training: the least baseline. */
export function majorityProbe(
  classes: readonly string[],
  dimensions: number,
  truth: Uint8Array,
  multiLabel: boolean,
): LinearProbe {
  const count = classes.length;
  const rows = truth.length / count;
  const intercepts = Float32Array.from(classes, (_, k) => {
    let n = 0;
    for (let at = k; at < truth.length; at += count) n += truth[at];
    const share = (n + 0.5) / (rows + 1);
    return multiLabel ? Math.log(share / (1 - share)) : Math.log(share);
  });
  return {
    solver: "nearest-mean",
    classes,
    dimensions,
    absentClasses: [],
    multiLabel,
    settings: { seed: 0 },
    link: multiLabel ? "sigmoid" : "softmax",
    coefficients: new Float32Array(count * dimensions),
    intercepts,
  };
}
