import type { DatabaseSync } from "node:sqlite";
import { AppError } from "@lesion-atlas/core";
import { vectorTable } from "../database/schema.ts";

/** A model as the file knows it. */
export interface KnownModel {
  fingerprint: string;
  dimensions: number;
  /** The `Model` as it was registered. */
  json: string;
  /** Name of the table of its vectors. */
  vectors: string;
}

/** @returns undefined when no model of that fingerprint was registered */
export function findModel(database: DatabaseSync, fingerprint: string): KnownModel | undefined {
  const row = database.prepare("SELECT * FROM models WHERE fingerprint = ?").get(fingerprint);
  return row && knownModel(row);
}

/** @throws AppError `invalid_input` without a model in use, `not_found` for one that was never registered */
export function requireModel(database: DatabaseSync, fingerprint: string | undefined): KnownModel {
  if (fingerprint === undefined) {
    throw new AppError("invalid_input", "no model is in use: call useModel first (--model ID)");
  }
  const model = findModel(database, fingerprint);
  if (!model) throw new AppError("not_found", `the store has no model of fingerprint ${fingerprint.slice(0, 12)}`);
  return model;
}

/** Every model that was registered, in that order. */
export function allModels(database: DatabaseSync): KnownModel[] {
  return database.prepare("SELECT * FROM models ORDER BY number").all().map(knownModel);
}

function knownModel(row: Record<string, unknown>): KnownModel {
  return {
    fingerprint: row.fingerprint as string,
    dimensions: row.dimensions as number,
    json: row.model as string,
    vectors: vectorTable(row.number as number),
  };
}
