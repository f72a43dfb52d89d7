import type { ImageRecord } from "@lesion-atlas/core";
import { formatCount } from "./numbers.ts";

/** The answer of `lesion store attach`. */
export interface AttachAnswer {
  store: string;
  status: string;
  detail: string;
  model: string;
  fingerprint: string;
  points: number;
  vectors: number;
  /** How the first point is read. */
  example?: ImageRecord;
  check?: {
    compared: number;
    sampled: number;
    smallest: number;
    median: number;
    smallest_allowed: number;
    proved: boolean;
  };
  notice: string;
}

/** What was found, for a person. */
export function attachText(answer: AttachAnswer): string {
  const { store, status, detail, model, fingerprint, points, vectors, example, check, notice } = answer;
  const lines = [
    `${store} (${status})`,
    `  ${detail}`,
    `  ${formatCount(vectors)} of ${formatCount(points)} points have a vector, said to be of ${model} (${fingerprint.slice(0, 12)})`,
  ];
  if (example) lines.push(`  the first is read as ${JSON.stringify(example)}`);
  if (check) {
    const { compared, sampled, smallest, median, smallest_allowed, proved } = check;
    lines.push(
      `  ${compared} of ${sampled} images were found and encoded: cosine with the stored vector ${smallest.toFixed(4)} at ` +
        `least, ${median.toFixed(4)} in the middle`,
      proved
        ? `The vectors are of ${model}.`
        : `The vectors are not of ${model}, or its images are preprocessed otherwise (${smallest_allowed} is wanted).`,
    );
  }
  return `${lines.join("\n")}\n${notice}\n`;
}
