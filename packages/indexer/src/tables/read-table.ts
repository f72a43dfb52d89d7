import { Readable } from "node:stream";
import { AppError, type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import { parse } from "csv-parse";
import { unescapeFormula } from "./cells.ts";
import { countWithExamples } from "./count-with-examples.ts";
import { createRowStore } from "./row-store.ts";

/** A table that was read whole, held at about the size of its file. */
export interface Table {
  readonly name: string;
  /** Without those that have no name or a name that came before. */
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** One cell a column, in order; an empty string where there is none. */
  cells(row: number): readonly string[];
  /** Sentences for the user, with line numbers. */
  readonly warnings: readonly string[];
}

/** A row of more characters than this is a quote that nobody closed. */
const maximumRowLength = 2 ** 20;

/**
 * Reads a CSV, or TSV by its header, as a stream: UTF-8 with or without byte order mark, any line end, quoted cells.
 * A row with too few or too many cells is left out with a warning that names its line.
 *
 * @throws AppError `invalid_input`, with the line, where the rest of the table cannot be read.
 */
export async function readTable(name: string, source: Readable, { signal }: CallOptions = {}): Promise<Table> {
  const rows = createRowStore();
  const malformed: string[] = [];
  let garbled = 0;
  let header: string[] | undefined;
  let kept: number[] = [];
  let line = 0;
  try {
    const { delimiter, whole } = await sniffDelimiter(source);
    const parser = whole.pipe(
      parse({
        bom: true,
        delimiter,
        record_delimiter: ["\r\n", "\n", "\r"],
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        info: true,
        max_record_size: maximumRowLength,
      }),
    );
    whole.on("error", (error) => parser.destroy(error));
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      throwIfCancelled(signal);
      const first = line + 1;
      line = info.lines;
      if (!header) {
        header = record.map((cell) => unescapeFormula(cell).trim());
        kept = namedOnce(header);
        if (header.some((cell) => /[\0\uFFFD]/.test(cell))) throw new Error("it is not UTF-8");
      } else if (record.length !== header.length) {
        malformed.push(`line ${first}: ${record.length} cells instead of ${header.length}`);
      } else {
        if (record.some((cell) => cell.includes("\uFFFD"))) garbled++;
        rows.add(kept.map((column) => unescapeFormula(record[column])));
      }
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid_input", `${name} cannot be read from line ${line + 1} on: ${reason(error)}`, {
      cause: error,
    });
  } finally {
    source.destroy();
  }
  if (!header) throw new AppError("invalid_input", `${name} is empty: its first line must name the columns`);
  const warnings: string[] = [];
  if (malformed.length > 0) warnings.push(`${name}: ${countWithExamples("malformed row", malformed)} left out`);
  if (garbled > 0) warnings.push(`${name}: ${garbled} rows hold characters that are not UTF-8; save it as UTF-8`);
  if (kept.length < header.length) {
    warnings.push(
      `${name}: ${header.length - kept.length} columns without a name, or with a name that came before, left out`,
    );
  }
  const columns = kept.map((column) => header[column]);
  return {
    name,
    columns,
    rowCount: rows.count(),
    cells: (row) => rows.cells(row),
    warnings,
  };
}

/** Of comma, TAB and semicolon the one that the first line has most of; a comma where it has none. */
async function sniffDelimiter(source: Readable): Promise<{ delimiter: string; whole: Readable }> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const first = await chunks.next();
  const head = first.done
    ? ""
    : Buffer.from(first.value)
        .toString("utf8")
        .split(/[\r\n]/, 1)[0];
  const count = (delimiter: string) => head.split(delimiter).length;
  const delimiter = [",", "\t", ";"].reduce((best, next) => (count(next) > count(best) ? next : best));
  async function* everyChunk() {
    for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
  }
  return { delimiter, whole: Readable.from(everyChunk(), { objectMode: false }) };
}

function namedOnce(header: readonly string[]): number[] {
  return [...header.keys()].filter((column) => header[column] !== "" && header.indexOf(header[column]) === column);
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE"
    ? "a quote that opens there is never closed"
    : asAppError(error).message;
}
