import type { CallOptions, Distribution, Model, SearchQuery } from "@lesion-atlas/core";
import { checkQueryVector } from "../../rules/check-query.ts";
import { checkBins, countScores, histogramBins } from "../../rules/histogram.ts";
import { type ServerFilter, both } from "../filter/conditions.ts";
import { readFilters } from "../filter/read-filter.ts";
import { countImages } from "../images/read-images.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { vectorName } from "../layout/names.ts";
import type { SearchSettings } from "../options.ts";
import { askQueries } from "./ask-queries.ts";
import { intervalOf } from "./wilson-interval.ts";

/**
 * Counts and histogram of x.q: of every image up to `distributionExactBelow`, else of a random sample, scaled up.
 *
 * @throws AppError `invalid_input` as a search does, and for a number of bins that is no whole number from 1 to 10,000
 */
export async function distributionOf(
  images: ImagesCollection,
  model: Model,
  { vector, filter, minimum = -Infinity }: Omit<SearchQuery, "limit">,
  settings: SearchSettings,
  { bins = histogramBins, signal }: CallOptions & { bins?: number },
): Promise<Distribution> {
  checkBins(bins);
  checkQueryVector(vector, model);
  const options = { signal };
  if (!(await images.hasVector(model, options))) return { ...countScores([], minimum, bins), exact: true };
  const [passing] = await readFilters(images, [filter], options);
  const within = both(passing, { has_vector: vectorName(model) });
  const matching = await countImages(images, within, options);
  const scoresOf = async (filter: ServerFilter | undefined, limit: number) => {
    const query = { vector, filter, minimum: undefined, limit, exact: true, payload: false };
    const [points] = await askQueries(images, model, [query], settings, options);
    return Float32Array.from(points, ({ score }) => score);
  };
  if (matching <= settings.distributionExactBelow) {
    const scores = matching === 0 ? new Float32Array() : await scoresOf(within, matching);
    return { ...countScores([scores], minimum, bins), exact: true };
  }
  const sampled = await sampleIds(images, within, settings.distributionSample, options);
  const scores = await scoresOf({ must: [{ has_id: sampled }] }, sampled.length);
  return scaledUp(countScores([scores], minimum, bins), matching);
}

async function sampleIds(
  images: ImagesCollection,
  filter: ServerFilter | undefined,
  size: number,
  options: CallOptions,
): Promise<string[]> {
  const { points } = await images.connection.read(
    (client) =>
      client.query(images.alias, {
        query: { sample: "random" },
        ...(filter ? { filter } : {}),
        limit: size,
        with_payload: false,
      }),
    options,
  );
  return points.map(({ id }) => String(id));
}

/** @param sample what was counted in the sample @param matching images that it stands for */
function scaledUp(sample: ReturnType<typeof countScores>, matching: number): Distribution {
  const size = sample.matching;
  const scale = (count: number) => Math.round((count / Math.max(1, size)) * matching);
  const interval = intervalOf(sample.passing, size);
  return {
    matching,
    passing: scale(sample.passing),
    histogram: { ...sample.histogram, counts: sample.histogram.counts.map(scale) },
    exact: false,
    sample: {
      size,
      passingLow: Math.floor(interval.low * matching),
      passingHigh: Math.ceil(interval.high * matching),
    },
  };
}
