import type { AskedConcept } from "../address/view.ts";
import type { FilterJson } from "../filters/filter-json.ts";
import { unlessMissing } from "./concepts.ts";
import { searchImages } from "./search-images.ts";
import { askService, serviceUrl } from "./service.ts";

/** How presence is spread over the images of a filter. */
export interface PresenceDistribution {
  /** From low to high presence. */
  histogram: readonly { from: number; to: number; count: number }[];
  /** Images that pass the filter. */
  searched: number;
  suggested?: { presence: number; basis: string; matching: number };
}

/** Bars of the histogram. */
const bins = 40;

/**
 * The spread of one concept as the service tells it; of several together, or where the service does not tell, that of
 * the best 1,000.
 *
 * @throws ServiceProblem
 */
export async function presenceDistribution(
  concepts: readonly AskedConcept[],
  filter: FilterJson | undefined,
  options: { signal: AbortSignal },
): Promise<PresenceDistribution> {
  const [only] = concepts;
  if (concepts.length === 1 && only.weight === 1) {
    const query = new URLSearchParams({ bins: String(bins), ...(filter ? { filter: JSON.stringify(filter) } : {}) });
    const url = `${serviceUrl}/v1/concepts/${encodeURIComponent(only.name)}/distribution?${query}`;
    const response = await askService(url, options).catch(unlessMissing);
    if (response) return response.json();
  }
  const { hits, searched } = await searchImages({ concepts, filter, limit: 1000 }, options);
  return { histogram: histogramOf(hits.map(({ presence = 0 }) => presence)), searched };
}

/** Bars of equal steps in log odds, as the service makes them: presence piles up at its ends. */
function histogramOf(presences: readonly number[]) {
  const margins = presences.map((presence) => Math.log(presence / (1 - presence))).filter(Number.isFinite);
  if (margins.length === 0) return [];
  const low = Math.min(...margins);
  const step = (Math.max(...margins) - low) / bins || 0.01;
  const counts = Array.from({ length: bins }, () => 0);
  for (const margin of margins) counts[Math.min(bins - 1, Math.floor((margin - low) / step))] += 1;
  const edge = (bin: number) => 1 / (1 + Math.exp(-(low + bin * step)));
  return counts.map((count, bin) => ({ from: edge(bin), to: edge(bin + 1), count }));
}
