import { AppError, type Calibration, type Embedding } from "@lesion-atlas/core";
import { conceptDirection } from "./concept-direction.ts";

/** A concept in the query with the embeddings of its prompts; unit vectors, all of one model. */
export interface EmbeddedConcept {
  name: string;
  /** 1 asks for it, -1 for its absence; any finite number but 0. */
  weight: number;
  /** e_tw: one list a template, with one vector for each term in it. */
  prompts: readonly (readonly Embedding[])[];
  /** r_t: one reference vector a template. */
  references: readonly Embedding[];
  calibration: Calibration;
}

/** One concept of a query, as `conceptPresences` needs it. */
export interface QueryConcept {
  name: string;
  /** Divided so that the absolute weights of the query sum to 1. */
  weight: number;
  /** d, the mean margin direction. */
  direction: Float64Array;
  calibration: Calibration;
}

/** L(x) = x.vector - offset, and presence(x) = sigmoid(L(x)). */
export interface PresenceQuery {
  /** q = sum w_i d_i / s_i, as a store takes it. */
  vector: Float32Array;
  /** sum w_i m_i / s_i. */
  offset: number;
  concepts: readonly QueryConcept[];
  /** True for a single concept whose m and s come from labelled images; a combination is never calibrated. */
  calibrated: boolean;
}

/** A query shorter than this part of what its concepts could give at most is noise. */
const shortest = 1e-4;

/**
 * Words to one query vector (DOMAIN.md, 6): d_i = mean over t of (mean over w of e_tw - r_t), weights divided so that
 * sum |w_i| = 1, L(x) = sum w_i (x.d_i - m_i) / s_i, q = sum w_i d_i / s_i.
 *
 * A pure function of the text embeddings.
 *
 * @throws AppError `invalid_input` for no concept, a weight of 0 or not finite, a calibration without a positive s, and
 * for concepts that cancel out (|q| near 0).
 */
export function presenceQuery(asked: readonly EmbeddedConcept[]): PresenceQuery {
  if (asked.length === 0) throw new AppError("invalid_input", "a search by words needs at least one text or concept");
  for (const { name, weight, calibration } of asked) checkNumbers(name, weight, calibration);
  const total = asked.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  const concepts = asked.map(({ name, weight, prompts, references, calibration }) => ({
    name,
    weight: weight / total,
    direction: conceptDirection(prompts, references),
    calibration,
  }));
  const { length } = concepts[0].direction;
  const vector = new Float64Array(length);
  let offset = 0;
  let largest = 0;
  for (const { weight, direction, calibration } of concepts) {
    const factor = weight / calibration.s;
    for (let i = 0; i < length; i += 1) vector[i] += factor * direction[i];
    offset += factor * calibration.m;
    largest += Math.abs(factor);
  }
  if (Math.hypot(...vector) < shortest * largest) throw cancelsOut(asked);
  return {
    vector: Float32Array.from(vector),
    offset,
    concepts,
    calibrated: asked.length === 1 && asked[0].calibration.source !== undefined,
  };
}

/** The calibration of a concept nobody has labelled: m = 0, s = 1 / logit scale. */
export function uncalibrated(logitScale: number): Calibration {
  return { m: 0, s: 1 / logitScale };
}

function checkNumbers(name: string, weight: number, { m, s }: Calibration): void {
  if (!Number.isFinite(weight) || weight === 0) {
    throw new AppError("invalid_input", `the weight of ${JSON.stringify(name)} must be a number other than 0`);
  }
  if (!(s > 0) || !Number.isFinite(s) || !Number.isFinite(m)) {
    throw new AppError("invalid_input", `the calibration of ${JSON.stringify(name)} needs a finite m and an s above 0`);
  }
}

function cancelsOut(asked: readonly EmbeddedConcept[]): AppError {
  return asked.length === 1
    ? new AppError(
        "invalid_input",
        `the model cannot tell ${JSON.stringify(asked[0].name)} from its reference prompt; use another phrase or template`,
      )
    : new AppError(
        "invalid_input",
        "the concepts cancel out: nothing is left to search for; change a text or a weight",
      );
}
