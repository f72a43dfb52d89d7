import { AppError, type Filter, parseFilter } from "@lesion-atlas/core";
import { InvalidArgumentError, Option } from "commander";

/** A commander parser for a number within bounds. */
export function numberBetween(low: number, high: number, { whole = false } = {}): (text: string) => number {
  return (text) => {
    const number = text.trim() === "" ? NaN : Number(text);
    if (!(number >= low && number <= high) || (whole && !Number.isInteger(number))) {
      const bounds = high === Infinity ? `from ${low} up` : `from ${low} to ${high}`;
      throw new InvalidArgumentError(`Give a ${whole ? "whole " : ""}number ${bounds}.`);
    }
    return number;
  };
}

/** A commander parser for an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** `--limit N` of a list of hits. */
export function limitOption(): Option {
  return new Option("--limit <n>", "number of hits, 1 to 10,000")
    .default(10)
    .argParser(numberBetween(1, 10_000, { whole: true }));
}

/** `--filter JSON`. */
export function filterOption(): Option {
  return new Option(
    "--filter <json>",
    "only images that pass this filter, a subset of Qdrant's JSON (default: every image)",
  );
}

/**
 * The filter of `--filter`.
 *
 * @throws AppError `invalid_input` for text that is no JSON, and what `parseFilter` refuses.
 */
export function readFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError(
      "invalid_input",
      `--filter is no JSON (${(error as Error).message}); for instance '{"must":{"key":"sex","match":{"value":"female"}}}'`,
      { cause: error },
    );
  }
  return parseFilter(json);
}
