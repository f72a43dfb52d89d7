import { classEmbedding, fillTemplate, referencePrompt, softmax, templatesOf } from "@lesion-atlas/analysis";
import type { Concept, Encoder } from "@lesion-atlas/core";

/** What three ways make of the same prompts of one concept; each takes an image's unit vector. */
export interface ConceptScores {
  /** x.d, the mean margin (DOMAIN.md, 6). */
  margin(image: Float32Array): number;
  /** Cosine with the normalised mean of every prompt's embedding. */
  cosine(image: Float32Array): number;
  /** MONET's formula at this encoder's temperature: mean over templates of a softmax over prompts and reference. */
  monet(image: Float32Array): number;
}

/** Encodes every prompt of a concept once. */
export async function conceptScores(encoder: Encoder, concept: Concept): Promise<ConceptScores> {
  const templates = templatesOf(concept, encoder.model);
  const prompts = templates.flatMap((template) => concept.terms.map((term) => fillTemplate(template, term)));
  const vectors = await encoder.encodeTexts([...prompts, ...templates.map(referencePrompt)]);
  const count = concept.terms.length;
  const byTemplate = templates.map((_, t) => ({
    terms: vectors.slice(t * count, (t + 1) * count),
    reference: vectors[prompts.length + t],
  }));
  const mean = classEmbedding(vectors.slice(0, prompts.length));
  const pairs = (image: Float32Array) =>
    byTemplate.map(({ terms, reference }) => [
      terms.reduce((sum, term) => sum + dot(term, image), 0) / count,
      dot(reference, image),
    ]);
  const scale = encoder.model.logitScale;
  return {
    margin: (image) => average(pairs(image).map(([term, reference]) => term - reference)),
    cosine: (image) => dot(mean, image),
    monet: (image) => average(pairs(image).map(([term, reference]) => softmax([term * scale, reference * scale])[0])),
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
