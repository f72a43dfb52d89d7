import { createTally } from "../tables/count-with-examples.ts";
import type { Table } from "../tables/read-table.ts";
import type { Cells } from "./clinical-cells.ts";
import type { ImageKeys } from "./image-keys.ts";

/** The rows of an archive's tables, found by image. */
export interface JoinedTables {
  /** Every cell that some table has for the image; where two tables fill one column, the earlier table counts. */
  cells(image: number): Cells;
  readonly warnings: readonly string[];
}

interface Joined {
  table: Table;
  /** The column that named the image; `isic_id` stays a column of the record. */
  idColumn: number;
  /** Row of each image, -1 where there is none. */
  rowOf: Int32Array;
}

/** A challenge's truth by lesion (MILK10k): every image of the lesion gets the row. */
interface JoinedByLesion {
  table: Table;
  rowOf: ReadonlyMap<string, number>;
}

/**
 * Finds each table's column that names the images, by counting which of the candidates names most of them, and joins.
 *
 * @param idColumns candidates in the form of `plainColumn`, by preference
 */
export function joinTables(tables: readonly Table[], images: ImageKeys, idColumns: readonly string[]): JoinedTables {
  const byImage: Joined[] = [];
  const byLesion: JoinedByLesion[] = [];
  const warnings = tables.flatMap((table) => table.warnings);
  for (const table of tables) {
    const candidates = idColumns.flatMap((name) => columnsNamed(table, name));
    const joined = candidates.map((column) => joinBy(table, column, images)).sort((a, b) => b.matches - a.matches)[0];
    const lesionColumn = table.columns.indexOf("lesion_id");
    if (joined && (joined.matches > 0 || table === tables[0])) {
      byImage.push(joined);
      warnings.push(...joined.warnings);
    } else if (!joined && lesionColumn >= 0) {
      byLesion.push({ table, rowOf: rowsBy(table, lesionColumn) });
    } else {
      warnings.push(`${table.name} left out: no column of it names an image of this archive`);
    }
  }
  if (byImage.length > 0) warnings.push(...withoutRow(byImage, images));
  return { warnings, cells: (image) => collectCells(image, byImage, byLesion) };
}

/** A column name in lower case, with every run of other characters as one underscore: `Image ID` is `image_id`. */
export function plainColumn(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_|_$/g, "");
}

function columnsNamed(table: Table, name: string): number[] {
  return [...table.columns.keys()].filter((column) => plainColumn(table.columns[column]) === name);
}

function joinBy(table: Table, idColumn: number, images: ImageKeys) {
  const rowOf = new Int32Array(images.keys.length).fill(-1);
  const withoutFile = createTally("row");
  const repeated = createTally("row");
  let matches = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const name = table.cells(row)[idColumn];
    const image = images.resolve(name);
    if (image < 0) withoutFile.add(name);
    else if (rowOf[image] >= 0) repeated.add(name);
    else {
      rowOf[image] = row;
      matches++;
    }
  }
  const warnings: string[] = [];
  if (withoutFile.count > 0) warnings.push(`${table.name}: ${withoutFile} without an image file`);
  if (repeated.count > 0)
    warnings.push(`${table.name}: ${repeated} of an image that had one already: the first counts`);
  return { table, idColumn, rowOf, matches, warnings };
}

function rowsBy(table: Table, column: number): Map<string, number> {
  const rows = new Map<string, number>();
  for (let row = 0; row < table.rowCount; row++) {
    const name = table.cells(row)[column];
    if (name !== "" && !rows.has(name)) rows.set(name, row);
  }
  return rows;
}

function withoutRow(tables: readonly Joined[], images: ImageKeys): string[] {
  const missing = createTally("image file");
  for (const [image, key] of images.keys.entries()) {
    if (tables.every(({ rowOf }) => rowOf[image] < 0)) missing.add(key);
  }
  return missing.count > 0 ? [`${missing} without a row in ${tables.map(({ table }) => table.name).join(", ")}`] : [];
}

function collectCells(image: number, byImage: readonly Joined[], byLesion: readonly JoinedByLesion[]): Cells {
  const cells = new Map<string, string>();
  const take = (table: Table, row: number, idColumn: number) => {
    for (const [column, cell] of table.cells(row).entries()) {
      const name = table.columns[column];
      if ((column !== idColumn || name === "isic_id") && cell.trim() !== "" && !cells.has(name)) cells.set(name, cell);
    }
  };
  for (const { table, idColumn, rowOf } of byImage) if (rowOf[image] >= 0) take(table, rowOf[image], idColumn);
  const lesion = cells.get("lesion_id");
  for (const { table, rowOf } of byLesion) {
    const row = lesion === undefined ? undefined : rowOf.get(lesion);
    if (row !== undefined) take(table, row, -1);
  }
  return cells;
}
