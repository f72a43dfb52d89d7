import {
  type CallOptions,
  type Catalog,
  type Concept,
  type Encoder,
  type Filter,
  type VectorStore,
  auroc,
  throwIfCancelled,
} from "@lesion-atlas/core";
import { askWords } from "../presence/ask-words.ts";
import { templatesOf } from "../presence/prompts.ts";
import { type CalibrationDocument, keepCalibration } from "./calibration-document.ts";
import { type LabelRule, describeRule, labelReader } from "./label-rule.ts";
import { fitPlatt } from "./platt.ts";

/** Margins and labels of the images that a rule labels. */
export interface LabelledMargins {
  ids: string[];
  /** x.d */
  margins: number[];
  positive: boolean[];
}

/**
 * The margin x.d of every image that passes the filter and that the rule labels; the store must use the encoder's model.
 *
 * @throws AppError what `askWords` throws
 */
export async function labelledMargins(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  { concept, label, filter }: { concept: Concept; label: LabelRule; filter?: Filter },
  options: CallOptions = {},
): Promise<LabelledMargins> {
  const read = labelReader(label);
  const query = await askWords(encoder, [{ concept, weight: 1 }], options);
  const { direction } = query.concepts[0];
  const within: Filter = { must: filter ? [filter] : [], must_not: { is_empty: { key: label.field } } };
  const labelled: LabelledMargins = { ids: [], margins: [], positive: [] };
  for await (const image of store.scan({ ...options, filter: within, vectors: true })) {
    throwIfCancelled(options.signal);
    const present = read(image);
    if (present === undefined || !image.vector) continue;
    let margin = 0;
    for (let i = 0; i < direction.length; i += 1) margin += image.vector[i] * direction[i];
    labelled.ids.push(image.id);
    labelled.margins.push(margin);
    labelled.positive.push(present);
  }
  return labelled;
}

/**
 * Calibrates a concept on images that a column or a tag labels, and keeps m and s in the catalog, where every later
 * search under this model finds them.
 *
 * @throws AppError what `fitPlatt` and `askWords` throw; nothing is kept then.
 */
export async function fitConcept(
  ports: { store: VectorStore; encoder: Encoder; catalog: Catalog },
  asked: { concept: Concept; label: LabelRule; filter?: Filter },
  options: CallOptions = {},
): Promise<CalibrationDocument> {
  const { concept, label, filter } = asked;
  const { model } = ports.encoder;
  const { margins, positive } = await labelledMargins(ports, asked, options);
  const { m, s } = fitPlatt(margins, positive);
  const positives = positive.filter(Boolean).length;
  const document: CalibrationDocument = {
    concept: concept.name,
    model: model.id,
    fingerprint: model.fingerprint,
    terms: [...concept.terms],
    templates: [...templatesOf(concept, model)],
    m,
    s,
    label: describeRule(label),
    ...(filter ? { filter } : {}),
    n: margins.length,
    positives,
    prevalence: positives / margins.length,
    auroc: auroc(margins, positive),
    fitted_at: new Date().toISOString(),
  };
  await keepCalibration(ports.catalog, concept, model, document, options);
  return document;
}
