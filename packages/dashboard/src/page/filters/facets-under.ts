import type { Pick } from "../address/view.ts";
import { type Facet, facetsOf } from "../api/facets.ts";
import { filterOf } from "./filter-json.ts";

const fields = [
  "archive",
  "diagnosis_1",
  "diagnosis_3",
  "diagnosis_confirm_type",
  "site",
  "sex",
  "fitzpatrick_skin_type",
  "image_type",
  "copyright_license",
];

/**
 * Every facet that has something to choose. Each is counted under the picks of all fields but its own, so that it says
 * what another of its values would give.
 *
 * @throws ServiceProblem
 */
export async function facetsUnder(picks: readonly Pick[], options: { signal: AbortSignal }): Promise<Facet[]> {
  const picked = [...new Set(picks.map(({ field }) => field))];
  const [{ facets }, ...own] = await Promise.all([
    facetsOf(fields, filterOf(picks), options),
    ...picked.map((field) => facetsOf([field], filterOf(picks.filter((pick) => pick.field !== field)), options)),
  ]);
  const ownFacets = own.flatMap((answer) => answer.facets);
  return facets
    .map((facet) => ownFacets.find(({ field }) => field === facet.field) ?? facet)
    .filter(({ field, values, missing }) => picked.includes(field) || values.length + Math.sign(missing) > 1);
}
