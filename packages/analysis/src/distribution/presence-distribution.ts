import { type CallOptions, type Encoder, type Filter, type VectorStore } from "@lesion-atlas/core";
import { z } from "zod";
import { noticeOf } from "../answers/notice.ts";
import { type AskedConcept, askWords } from "../presence/ask-words.ts";
import { minimumFor, presenceAt } from "../presence/presence-of.ts";
import { cutOfBestF1, cutOfTwoGroups } from "./suggested-cut.ts";

/** Fine bins that each shown bin is made of, for the suggested cut. */
const finer = 16;

/** How the presence of a concept is spread over the images of a filter. */
export const distributionAnswerSchema = z.object({
  model: z.string(),
  fingerprint: z.string(),
  concept: z.string(),
  calibrated: z.boolean(),
  /** Images under the model that pass the filter. */
  searched: z.int(),
  /** From low to high presence; edges are presences, and of equal steps in the margin, not in presence. */
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.int() })),
  /** Where to cut, and how many images pass it; absent where there is nothing to part. */
  suggested: z
    .object({ presence: z.number(), basis: z.enum(["expected_f1", "two_groups"]), matching: z.int() })
    .optional(),
  /** How many pass the cut that was asked for. */
  matching: z.int().optional(),
  /** False where counts were scaled up from a sample. */
  exact: z.boolean(),
  matching_interval: z.object({ low: z.int(), high: z.int() }).optional(),
  notice: z.string(),
});

export type DistributionAnswer = z.infer<typeof distributionAnswerSchema>;

/**
 * Histogram of the presence of one or several concepts over any filter, with a cut-off to begin with: under a
 * calibration the one that expects the best F1 over these images, else Otsu's. The store must use the encoder's model.
 *
 * @param asked.bins of the answer, 1 to 200
 * @param asked.minPresence also count what passes this cut
 * @throws AppError what `askWords`, `minimumFor` and the store throw
 */
export async function presenceDistribution(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  asked: { concepts: readonly AskedConcept[]; filter?: Filter; bins?: number; minPresence?: number },
  options: CallOptions = {},
): Promise<DistributionAnswer> {
  const { concepts, filter, bins = 40, minPresence } = asked;
  minimumFor({ offset: 0 }, minPresence ?? 0);
  const query = await askWords(encoder, concepts, options);
  const { vector } = query;
  const minimum = minPresence === undefined ? undefined : minimumFor(query, minPresence);
  const spread = await store.distribution({ vector, filter, minimum }, { ...options, bins: bins * finer });
  const fine = spread.histogram;
  const suggestion =
    spread.matching === 0 ? undefined : query.calibrated ? cutOfBestF1(fine, query.offset) : cutOfTwoGroups(fine);
  const presenceOf = (dot: number) => presenceAt(query, dot);
  const edge = (bin: number) => presenceOf(fine.low + ((fine.high - fine.low) * bin) / bins);
  return {
    model: encoder.model.id,
    fingerprint: encoder.model.fingerprint,
    concept: query.concepts.map(({ name }) => name).join(" + "),
    calibrated: query.calibrated,
    searched: spread.matching,
    histogram: Array.from({ length: bins }, (_, bin) => ({
      from: edge(bin),
      to: edge(bin + 1),
      count: fine.counts.slice(bin * finer, (bin + 1) * finer).reduce((sum, count) => sum + count, 0),
    })),
    suggested: suggestion && (await suggested(suggestion)),
    matching: minPresence === undefined ? undefined : spread.passing,
    exact: spread.exact,
    matching_interval: spread.sample && { low: spread.sample.passingLow, high: spread.sample.passingHigh },
    notice: noticeOf(encoder.model),
  };

  /** Rounded to what a slider shows, and counted at the rounded cut. */
  async function suggested(cut: NonNullable<typeof suggestion>) {
    const rounded = Number(presenceOf(cut.minimum).toPrecision(3));
    const presence = rounded < 1 ? rounded : presenceOf(cut.minimum);
    const counted = presence > 0 && presence < 1 ? minimumFor(query, presence) : cut.minimum;
    const { passing } = await store.distribution({ vector, filter, minimum: counted }, { ...options, bins: 1 });
    return { presence, basis: cut.basis, matching: passing };
  }
}
