import type { Compute } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { groupedFolds } from "../../grouped-folds.ts";
import type { ProbeTraining } from "../probe-training.ts";
import type { LogisticProblem } from "./logistic-problem.ts";
import { minimizeLogistic } from "./minimize-logistic.ts";
import { type RowLoss, shareRowWeights } from "./row-loss.ts";
import { sampleScatter } from "./whitening.ts";

const mostFolds = 5;

/** Held-out losses say which C is better long before the optimum is exact. */
const tolerance = 1e-6;

/**
 * Tries each C in five folds by group (fewer where there are fewer groups), with the class weights of the whole training
 * part. Held-out rows of a class that the rest of the folds lacks do not count.
 *
 * @returns the C of the least mean held-out loss a row, the smaller where two are equal, and what each gave
 * @throws AppError `invalid_input` for fewer than two groups
 */
export async function choosePenalty(
  compute: Compute,
  training: ProbeTraining,
  { problem, rowLoss }: { problem: LogisticProblem; rowLoss: RowLoss },
  { candidates, seed, maxIterations, signal }: CallOptions & PenaltySearch,
): Promise<{ C: number; triedC: readonly { C: number; loss: number }[] }> {
  const { features, outputs, targets, rowWeights } = problem;
  const { rows, columns } = features;
  const labels = Array.from({ length: rows }, (_, row) =>
    targets.subarray(row * outputs, (row + 1) * outputs).join(""),
  );
  const groups = training.groups ?? Array.from({ length: rows }, (_, row) => String(row));
  const folds = Math.min(mostFolds, new Set(groups).size);
  const foldOf = groupedFolds(labels, groups, { folds, seed });
  const candidatesUpward = [...candidates].sort((a, b) => a - b);
  const sums = candidatesUpward.map(() => 0);
  let weight = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const learnt = new Set(labels.filter((_, row) => foldOf[row] !== fold));
    const fitted = rowWeights.map((value, row) => (foldOf[row] === fold ? 0 : value));
    const heldOut = rowWeights.map((value, row) => (foldOf[row] === fold && learnt.has(labels[row]) ? value : 0));
    const heldOutWeights = shareRowWeights(heldOut);
    weight += heldOut.reduce((sum, value) => sum + value, 0);
    const loss = {
      rowLoss,
      rowWeights: shareRowWeights(fitted),
      scatter: await sampleScatter(compute, features, fitted, { signal }),
      outputs,
      curvature: (problem.curvature * fitted.filter((value) => value > 0).length) / rows,
      work: rows * outputs * columns,
    };
    for (const [at, C] of candidatesUpward.entries()) {
      const optimum = await minimizeLogistic(compute, { ...loss, C }, { tolerance, maxIterations, signal });
      sums[at] += (await rowLoss.sum(optimum, heldOutWeights, "float64", { signal })).loss;
    }
  }
  const triedC = candidatesUpward.map((C, at) => ({ C, loss: sums[at] / weight }));
  const best = triedC.reduce((least, tried) => (tried.loss < least.loss ? tried : least));
  return { C: best.C, triedC };
}

interface PenaltySearch {
  candidates: readonly number[];
  seed: number;
  maxIterations: number;
}
