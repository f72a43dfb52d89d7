import type { DatabaseSync } from "node:sqlite";
import { AppError, type Model } from "@lesion-atlas/core";
import { writing } from "../database/transaction.ts";
import { createVectorTable, vectorTable } from "../database/schema.ts";
import { findModel } from "./find-model.ts";

/**
 * Makes the model known, with a table for its vectors. What was known of it under another id is brought up to date.
 *
 * @throws AppError `model_mismatch` when the fingerprint is known with other dimensions
 */
export function registerModel(database: DatabaseSync, model: Model): void {
  const json = JSON.stringify(model);
  if (isKnown(database, model, json)) return;
  writing(database, () => {
    if (isKnown(database, model, json)) return;
    const { number } = database
      .prepare(
        `INSERT INTO models (fingerprint, dimensions, model) VALUES (?, ?, ?)
         ON CONFLICT (fingerprint) DO UPDATE SET model = excluded.model RETURNING number`,
      )
      .get(model.fingerprint, model.dimensions, json)!;
    if (!hasVectorTable(database, number as number)) createVectorTable(database, number as number);
  });
}

function isKnown(database: DatabaseSync, model: Model, json: string): boolean {
  const known = findModel(database, model.fingerprint);
  if (known && known.dimensions !== model.dimensions) {
    throw new AppError(
      "model_mismatch",
      `model "${model.id}" has ${model.dimensions} dimensions, and the store knows its fingerprint with ` +
        `${known.dimensions}: import the model again`,
    );
  }
  return known?.json === json;
}

function hasVectorTable(database: DatabaseSync, number: number): boolean {
  return (
    database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(vectorTable(number)) !==
    undefined
  );
}
