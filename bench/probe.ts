import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { ProbeSetting } from "./probe/setting.ts";

const size = { rows: 50_000, dimensions: 768, classes: 7 };

/** Logistic regression to scikit-learn's optimum, against scikit-learn. */
export const bench: Bench = {
  name: "probe",
  describe: `a linear probe on ${size.rows.toLocaleString("en")} x ${size.dimensions} float32 of ${size.classes} classes, against scikit-learn's lbfgs`,
  async run(context) {
    const { python, scratch } = context;
    if (python.skipped !== undefined) return { rows: [], skipped: python.skipped };
    const setting: ProbeSetting = {
      ...size,
      features: join(scratch, "features.f32"),
      labels: join(scratch, "labels.i32"),
      ours: join(scratch, "ours.f32"),
      threads: context.threads,
    };
    context.progress("drawing features and finding scikit-learn's optimum, once");
    const once = { runs: 1 };
    const { prepared } = await context.interleave(
      { prepared: python.process("probe/prepare.py", JSON.stringify(setting)) },
      once,
    );
    const known = JSON.stringify({ ...setting, optimum: prepared.optimum[0] });
    const { ours, peer } = await context.interleave({
      ours: context.node("probe/ours.ts", known),
      peer: python.process("probe/peer.py", known),
    });
    const { judged } = await context.interleave({ judged: python.process("probe/judge.py", known) }, once);
    const peerName = "scikit-learn";
    return {
      rows: [
        {
          figure: "fit, to within 1e-6 of the optimum",
          unit: "ms",
          ours: ours.fit_ms,
          peer: peer.fit_ms,
          peerName,
          target: { atMost: 1 },
        },
        { figure: "excess over the optimum", unit: "x 1e-6", ours: [judged.excess[0] * 1e6], target: { atMost: 1 } },
        { figure: "excess of scikit-learn", unit: "x 1e-6", ours: peer.excess.map((share) => share * 1e6) },
        { figure: "iterations", unit: "steps", ours: ours.iterations, peer: peer.iterations, peerName },
        { figure: "memory, the matrix included", unit: "matrices", ours: ours.matrices, target: { atMost: 2 } },
        { figure: "memory of scikit-learn", unit: "matrices", ours: peer.matrices },
        { figure: "event-loop delay, p99", unit: "ms", ours: ours.delay_p99_ms, target: { atMost: 20 } },
        { figure: "event-loop delay, longest", unit: "ms", ours: ours.delay_max_ms },
      ],
      notes: [
        `C = 1, multinomial. The optimum: scikit-learn's objective after lbfgs with tol 1e-7 (${prepared.iterations[0]} steps), computed in float64.`,
        "scikit-learn is stopped from outside at the first step within 1e-6 of it; ours stops by its own estimate (tolerance 1e-7). Both start with the matrix in memory.",
        "Memory: the process's largest resident size less that before the matrix was read.",
      ],
    };
  },
};
