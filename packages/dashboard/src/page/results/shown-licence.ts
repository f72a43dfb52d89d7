import type { Hit } from "../api/search-images.ts";

/** From free to strict; another licence counts as stricter than all of these (as the service has it). */
const order = ["CC-0", "CC-BY", "CC-BY-NC"];

/** What may be done with all images shown, in words: their strictest licence, and how many state none. */
export function shownLicence(hits: readonly Pick<Hit, "license">[]): string | undefined {
  if (hits.length === 0) return undefined;
  const rank = (licence: string) => (order.includes(licence) ? order.indexOf(licence) : order.length);
  const stated = hits.flatMap(({ license }) => license ?? []).sort((left, right) => rank(right) - rank(left));
  const unstated = hits.length - stated.length;
  if (stated.length === 0) return "no licence stated";
  return `strictest licence ${stated[0]}${unstated > 0 ? `, ${unstated} without one` : ""}`;
}
