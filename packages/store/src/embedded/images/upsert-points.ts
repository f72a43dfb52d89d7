import type { DatabaseSync } from "node:sqlite";
import type { Point } from "@lesion-atlas/core";
import { recordColumns, rowOfRecord } from "../database/columns.ts";
import { changing } from "../database/transaction.ts";
import { checkVector } from "../../rules/check-vector.ts";
import { type KnownModel, findModel } from "../models/find-model.ts";
import { bytesOfVector } from "../models/vector-bytes.ts";
import { replacedImages } from "./replaced-image.ts";

const columns = [...recordColumns.map(({ sql }) => sql), "extra"];
const upsertImage = `
  INSERT INTO images (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
  ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}
  RETURNING number`;

/**
 * All points or none. A record that is there is overwritten column by column: `fields` and the vectors of every model
 * stay (a replaced row would lose both). Where the content is another, only `fields` stay.
 *
 * @throws AppError see `checkVector`
 */
export function upsertPoints(database: DatabaseSync, points: readonly Point[], fingerprint: string | undefined): void {
  const model = fingerprint === undefined ? undefined : findModel(database, fingerprint);
  for (const point of points) checkVector(point, model);
  if (points.length === 0) return;
  changing(database, (change) => {
    const image = database.prepare(upsertImage);
    const writeVector = model && vectorWriter(database, model);
    const replaced = replacedImages(database, change);
    const restoreFields = database.prepare("UPDATE images SET fields = ? WHERE number = ?");
    for (const { record, vector } of points) {
      const fields = replaced(record);
      const { number } = image.get(...rowOfRecord(record))!;
      if (fields !== undefined) restoreFields.run(fields, number);
      if (vector) writeVector!(number as number, change, vector.values);
    }
  });
}

function vectorWriter(database: DatabaseSync, { vectors }: KnownModel) {
  const statement = database.prepare(
    `INSERT INTO ${vectors} (image, change, vector) VALUES (?, ?, ?)
     ON CONFLICT (image) DO UPDATE SET change = excluded.change, vector = excluded.vector`,
  );
  return (image: number, change: number, values: Float32Array) => statement.run(image, change, bytesOfVector(values));
}
