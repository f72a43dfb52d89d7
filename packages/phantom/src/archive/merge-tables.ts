import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { stringify } from "csv-stringify/sync";
import { tables, type ArchiveRows, type TableName } from "./archive-rows.ts";

/** Writes the tables out of the batches' row files, in order; each appears whole, `metadata.csv` last. */
export async function mergeTables(out: string, rowFiles: readonly string[]): Promise<void> {
  const names = (Object.keys(tables) as TableName[]).reverse();
  const streams = new Map<TableName, WriteStream>(
    names.map((name) => [name, createWriteStream(join(out, `${tables[name].file}.partial`))]),
  );
  for (const [name, stream] of streams) stream.write(stringify([tables[name].columns]));
  for (const file of rowFiles) {
    const texts = new Map<TableName, string>(names.map((name) => [name, ""]));
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const rows = JSON.parse(line) as ArchiveRows;
      for (const name of names) texts.set(name, texts.get(name) + rowsAsText(name, rows));
    }
    for (const [name, stream] of streams) {
      if (!stream.write(texts.get(name))) await once(stream, "drain");
    }
  }
  for (const stream of streams.values()) {
    stream.end();
    await once(stream, "close");
  }
  for (const name of names) await rename(join(out, `${tables[name].file}.partial`), join(out, tables[name].file));
}

function rowsAsText(name: TableName, rows: ArchiveRows): string {
  const found = rows[name];
  if (!found) return "";
  const list = (Array.isArray(found) ? found : [found]) as Record<string, unknown>[];
  return stringify(list, { columns: [...tables[name].columns], escape_formulas: true });
}
