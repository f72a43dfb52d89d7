import { AppError, type Embedding } from "@lesion-atlas/core";

/**
 * d = mean over templates t of (mean over terms w of e_tw - r_t), in double precision.
 *
 * @param prompts e_tw: one list a template with one vector a term
 * @param references r_t: one vector a template
 * @returns d, as long as the model has dimensions; x.d is MONET's mean logit difference before its temperature
 * @throws AppError `internal` when lengths do not fit each other.
 */
export function conceptDirection(
  prompts: readonly (readonly Embedding[])[],
  references: readonly Embedding[],
): Float64Array {
  const length = references[0]?.length ?? 0;
  const vectors = [...references, ...prompts.flat()];
  const fits = prompts.length === references.length && prompts.every((terms) => terms.length > 0);
  if (length === 0 || !fits || vectors.some((vector) => vector.length !== length)) {
    throw new AppError("internal", "a concept needs a reference and a prompt a term for each template, of one length");
  }
  const direction = new Float64Array(length);
  for (const [t, terms] of prompts.entries()) {
    for (const term of terms) add(direction, term, 1 / (terms.length * prompts.length));
    add(direction, references[t], -1 / prompts.length);
  }
  return direction;
}

function add(sum: Float64Array, vector: Embedding, factor: number): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] += factor * vector[i];
}
