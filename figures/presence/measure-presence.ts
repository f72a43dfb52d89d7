import { cutOfBestF1, fitPlatt, groupedFolds, sigmoid } from "@lesion-atlas/analysis";
import { AppError, type Calibration, auroc, calibrationError, groupedBootstrap } from "@lesion-atlas/core";
import type { Figure } from "../figures-file.ts";
import { type CutFigure, bestCut, cutFigure } from "./cuts.ts";

/** One concept on one set: every case is judged by a fit and by cuts that never saw its group. */
export interface PresenceFigure {
  concept: string;
  positives: number;
  negatives: number;
  groups: number;
  /** Why there is no calibration; absent where the concept can be told. */
  cannotTell?: string;
  auroc?: Figure;
  /** Presence of at least 0.5. */
  half?: CutFigure;
  /** Presence at the cut that expects the best F1, from the presences alone. */
  suggested?: CutFigure;
  /** Cosine at the cut of the best F1 on the part that was fitted. */
  cosine?: CutFigure;
  /** MONET's formula of at least 0.5. */
  monet?: CutFigure;
  error?: { presence: number; monet: number };
}

export interface PresenceCases {
  concept: string;
  positive: readonly boolean[];
  groups: readonly string[];
  margins: readonly number[];
  cosines: readonly number[];
  monets: readonly number[];
}

const folds = 5;

/** Five folds of whole groups; each is judged by what was fitted on the other four. */
export function measurePresence(cases: PresenceCases): PresenceFigure {
  const { concept, positive, groups, margins, cosines, monets } = cases;
  const positives = positive.filter(Boolean).length;
  const about = { concept, positives, negatives: positive.length - positives, groups: new Set(groups).size };
  const labels = positive.map((present) => (present ? "yes" : "no"));
  const foldOf = groupedFolds(labels, groups, { folds, seed: 42 });
  const presence = positive.map(() => 0);
  const passes = { suggested: positive.map(() => false), cosine: positive.map(() => false) };
  for (let fold = 0; fold < folds; fold += 1) {
    const fitted = positive.flatMap((_, index) => (foldOf[index] === fold ? [] : [index]));
    const judged = positive.flatMap((_, index) => (foldOf[index] === fold ? [index] : []));
    const fittedLabels = fitted.map((index) => positive[index]);
    let calibration: Calibration;
    try {
      calibration = fitPlatt(
        fitted.map((index) => margins[index]),
        fittedLabels,
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const cannotTell = error.code === "unsupported" ? "the margin does not rise with the label" : "too few images";
      return { ...about, cannotTell };
    }
    const cosineCut = bestCut(
      fitted.map((index) => cosines[index]),
      fittedLabels,
    );
    for (const index of judged) {
      presence[index] = sigmoid((margins[index] - calibration.m) / calibration.s);
      passes.cosine[index] = cosines[index] >= cosineCut;
    }
    const cut = suggestedPresence(judged.map((index) => presence[index]));
    for (const index of judged) passes.suggested[index] = presence[index] >= cut;
  }
  const everyAuroc: Figure = {
    value: auroc(margins, positive),
    interval: groupedBootstrap(groups, (drawn) =>
      auroc(
        drawn.map((index) => margins[index]),
        drawn.map((index) => positive[index]),
      ),
    ),
  };
  const doubtful = everyAuroc.interval!.low <= 0.5;
  return {
    ...about,
    ...(doubtful ? { cannotTell: "its AUROC may be 0.5" } : {}),
    auroc: everyAuroc,
    half: cutFigure(
      presence.map((value) => value >= 0.5),
      positive,
    ),
    suggested: cutFigure(passes.suggested, positive),
    cosine: cutFigure(passes.cosine, positive),
    monet: cutFigure(
      monets.map((value) => value >= 0.5),
      positive,
    ),
    error: { presence: calibrationError(presence, positive), monet: calibrationError(monets, positive) },
  };
}

/** As `lesion` suggests it: from a histogram of the logits, without any label. */
function suggestedPresence(presences: readonly number[]): number {
  const logits = presences.map((p) => Math.log(p) - Math.log1p(-p));
  const [low, high] = [Math.min(...logits), Math.max(...logits)];
  const counts = Array.from({ length: 640 }, () => 0);
  for (const logit of logits) counts[Math.min(639, Math.floor(((logit - low) / (high - low)) * 640))] += 1;
  return sigmoid(cutOfBestF1({ low, high, counts }, 0)!.minimum);
}
