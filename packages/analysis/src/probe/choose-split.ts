import { AppError } from "@lesion-atlas/core";
import { type FixedSplit, applyFixedSplit } from "../splits/fixed-split.ts";
import { groupedSplit, randomSplit } from "../splits/grouped-split.ts";
import { type Split, type SplitShares, defaultSplitShares } from "../splits/split.ts";
import { type ProbeCases, strataOf } from "./probe-cases.ts";
import type { Relations } from "./relations.ts";

/** How images are dealt to train, val and test. */
export type SplitAsked =
  | { kind: "grouped" | "random"; shares?: SplitShares; seed?: number }
  /** Somebody's own: a file, or the published split of a paper. */
  | { kind: "fixed"; source: string; parts: FixedSplit }
  | { kind: "column"; field: string };

export interface ChosenSplit {
  split: Split;
  kind: SplitAsked["kind"];
  source?: string;
  shares?: SplitShares;
  seed?: number;
  /** Labelled images that take no part. */
  left: number;
}

/** @throws AppError `invalid_input` where a fixed split or a column leaves train or test empty */
export function chooseSplit(cases: ProbeCases, relations: Relations, asked: SplitAsked): ChosenSplit {
  if (asked.kind === "fixed") {
    const { split, left } = applyFixedSplit(cases.images, asked.parts);
    return { split, left, kind: "fixed", source: asked.source };
  }
  if (asked.kind === "column") {
    const split = cases.images.map(({ splitPart }) => splitPart);
    for (const part of ["train", "test"] as const) {
      if (!split.includes(part)) {
        throw new AppError("invalid_input", `no labelled image has ${part} in the column ${asked.field}`);
      }
    }
    const left = split.filter((part) => part === undefined).length;
    return { split, left, kind: "column", source: asked.field };
  }
  const { kind, shares = defaultSplitShares, seed = 42 } = asked;
  const strata = strataOf(cases);
  const split =
    kind === "grouped"
      ? groupedSplit(strata, relations.groups.groupOf, { shares, seed })
      : randomSplit(strata, { shares, seed });
  return { split, left: 0, kind, shares, seed };
}
