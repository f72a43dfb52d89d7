import type { DatabaseSync } from "node:sqlite";
import { pragma } from "../database/pragma.ts";
import { rowCount } from "../images/read-images.ts";

/** One line on what the file holds. @throws what SQLite throws when it cannot be read */
export function describeFile(database: DatabaseSync, path: string): string {
  const images = rowCount(database, "images").toLocaleString("en");
  const models = rowCount(database, "models");
  const mebibytes = ((pragma(database, "page_count") * pragma(database, "page_size")) / 2 ** 20).toFixed(1);
  return `${images} images, ${models} ${models === 1 ? "model" : "models"}, ${mebibytes} MiB in ${path}`;
}
