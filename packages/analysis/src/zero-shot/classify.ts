import {
  AppError,
  type CallOptions,
  type Concept,
  type Embedding,
  type Encoder,
  throwIfCancelled,
} from "@lesion-atlas/core";
import { fillTemplate, templatesOf } from "../presence/prompts.ts";
import type { Pooling } from "../answers/classify-answer.ts";
import { classEmbedding, meanOfPrompts } from "./class-embedding.ts";
import { zeroShotProbabilities } from "./probabilities.ts";

/** A file of prompts may have thousands: other callers' texts come between, and a cancelled call ends. */
const textsAtOnce = 256;

/** Classes ready to be compared with any number of images of the same model. */
export interface ZeroShotClassifier {
  classes: readonly string[];
  logitScale: number;
  pooling: Pooling;
  /** One probability a class, in order. */
  probabilities(image: Embedding): number[];
}

/**
 * Builds a zero-shot classifier: every term of a class in every template, each text encoded once.
 *
 * @param classes a class is a concept: its name is the label, its terms are what is asked for
 * @param options.logitScale instead of the model's own
 * @param options.pooling of a class's prompts; `mean_embedding`, as open_clip does it, unless given
 * @throws AppError `invalid_input` for fewer than two classes, a class twice, an empty term, a bad template or scale;
 * `unsupported` for an image-only model.
 */
export async function zeroShotClassifier(
  encoder: Encoder,
  classes: readonly Concept[],
  options: CallOptions & { logitScale?: number; pooling?: Pooling } = {},
): Promise<ZeroShotClassifier> {
  const { logitScale = encoder.model.logitScale, pooling = "mean_embedding", ...call } = options;
  checkClasses(classes, logitScale);
  if (!encoder.model.hasText) {
    throw new AppError("unsupported", `the model ${encoder.model.id} has no text tower: it cannot classify by words`);
  }
  const prompts = classes.map((concept) =>
    templatesOf(concept, encoder.model).flatMap((template) =>
      concept.terms.map((term) => fillTemplate(template, term)),
    ),
  );
  const texts = [...new Set(prompts.flat())];
  const vectors = new Map<string, Embedding>();
  for (let from = 0; from < texts.length; from += textsAtOnce) {
    throwIfCancelled(call.signal);
    const some = texts.slice(from, from + textsAtOnce);
    const embeddings = await encoder.encodeTexts(some, { lane: "interactive", ...call });
    for (const [index, text] of some.entries()) vectors.set(text, embeddings[index]);
  }
  const pool = pooling === "mean_embedding" ? classEmbedding : meanOfPrompts;
  const classVectors = prompts.map((list) => pool(list.map((text) => vectors.get(text)!)));
  return {
    classes: classes.map(({ name }) => name),
    logitScale,
    pooling,
    probabilities: (image) => zeroShotProbabilities(image, classVectors, logitScale),
  };
}

function checkClasses(classes: readonly Concept[], logitScale: number): void {
  if (classes.length < 2) throw new AppError("invalid_input", "zero-shot classification needs at least two classes");
  const names = new Set<string>();
  for (const { name, terms } of classes) {
    if (names.has(name)) throw new AppError("invalid_input", `the class ${JSON.stringify(name)} is given twice`);
    names.add(name);
    if (terms.length === 0 || terms.some((term) => term.trim() === "")) {
      throw new AppError("invalid_input", `the class ${JSON.stringify(name)} has an empty term`);
    }
  }
  if (!(logitScale > 0) || !Number.isFinite(logitScale)) {
    throw new AppError("invalid_input", `the logit scale must be a number above 0, not ${logitScale}`);
  }
}
