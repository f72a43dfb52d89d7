import { isicFilter, parseIsicQuery } from "@lesion-atlas/analysis";
import type { CallOptions, Filter, VectorStore } from "@lesion-atlas/core";
import { Option } from "commander";
import { readFilter } from "./options.ts";

/** `--query QUERY`. */
export function queryOption(): Option {
  return new Option(
    "--query <query>",
    'only images that pass this query, in the ISIC Archive\'s language, such as "sex:male" (default: every image)',
  );
}

/**
 * What `--filter` and `--query` ask for together; both are read before anything is opened.
 *
 * @returns a function that makes the filter, once the store is there whose values a `*` stands for
 * @throws AppError `invalid_input` for either that cannot be read
 */
export function askedFilter(asked: {
  filter?: string;
  query?: string;
}): (store: VectorStore, options?: CallOptions) => Promise<Filter | undefined> {
  const filter = readFilter(asked.filter);
  const { query } = asked;
  if (query !== undefined) parseIsicQuery(query);
  return async (store, options) => {
    if (query === undefined) return filter;
    const queried = await isicFilter(store, query, options);
    return { must: filter ? [filter, queried] : [queried] };
  };
}
