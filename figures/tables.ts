import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** Cells by column name. */
export type Row = Readonly<Record<string, string>>;

/** A table by its first column that names images: `isic_id`, `image_id` or `img_id`. */
export type Table = ReadonlyMap<string, Row>;

/** @returns undefined where there is no such file */
export function readTable(file: string): Table | undefined {
  if (!existsSync(file)) return undefined;
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as Row[];
  return new Map(rows.map((row) => [row.isic_id ?? row.image_id ?? row.img_id, row]));
}
