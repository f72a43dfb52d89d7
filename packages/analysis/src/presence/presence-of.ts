import { AppError, type Embedding } from "@lesion-atlas/core";
import { logit, sigmoid } from "./logistic.ts";
import type { PresenceQuery } from "./presence-query.ts";

/** The presence of one concept of a query in one image. */
export interface ConceptPresence {
  name: string;
  /** As in the query: negative where absence was asked for. */
  weight: number;
  /** 0 to 1, of the concept itself whatever its weight. */
  presence: number;
  calibrated: boolean;
}

/** presence(x) = sigmoid(L(x)), 0 to 1. @param dot x.q of an image, as the store gives it */
export function presenceAt(query: Pick<PresenceQuery, "offset">, dot: number): number {
  return sigmoid(dot - query.offset);
}

/**
 * The cut-off `presence >= p` as a minimum on x.q: sum w_i m_i / s_i + logit(p).
 *
 * @returns undefined for 0, which cuts nothing
 * @throws AppError `invalid_input` for p below 0, from 1 up, or not a number.
 */
export function minimumFor(query: Pick<PresenceQuery, "offset">, p: number): number | undefined {
  if (!(p >= 0 && p < 1)) {
    throw new AppError("invalid_input", `the minimum presence must be at least 0 and below 1, not ${p}`);
  }
  return p === 0 ? undefined : query.offset + logit(p);
}

/**
 * The presence of each concept of a query in one image, sigmoid((x.d_i - m_i) / s_i): strong absence of one concept
 * can outvote another, so a combined presence is never shown alone.
 *
 * @param image x, the stored unit vector
 */
export function conceptPresences(query: PresenceQuery, image: Embedding): ConceptPresence[] {
  return query.concepts.map(({ name, weight, direction, calibration: { m, s, source } }) => {
    let margin = 0;
    for (let i = 0; i < direction.length; i += 1) margin += image[i] * direction[i];
    return { name, weight, presence: sigmoid((margin - m) / s), calibrated: source !== undefined };
  });
}
