import type { Schemas } from "@qdrant/js-client-rest";
import type { SearchSettings } from "../options.ts";

/** How the server is to search: every vector, or the graph with the best of the quantized vectors scored again. */
export function searchParams(
  { ef, rescore, oversampling }: Pick<SearchSettings, "ef" | "rescore" | "oversampling">,
  exact: boolean,
): Schemas["SearchParams"] {
  return exact ? { exact: true } : { hnsw_ef: ef, quantization: { rescore, oversampling } };
}
