import type { Model } from "@lesion-atlas/core";

/** Said on every surface (DOMAIN.md, 9). */
export const researchNotice =
  "Research use only; not a medical device; not for diagnosis or triage; " +
  "similarity scores are not probabilities of disease.";

/** What an answer of a model says below its results: the research notice, and the model's own remark. */
export function noticeOf({ remark }: Pick<Model, "remark">): string {
  return remark === undefined ? researchNotice : `${researchNotice} ${remark}`;
}
