import { createReadStream } from "node:fs";
import { AppError, type CallOptions } from "@lesion-atlas/core";

/** Columns by which a table names an image. */
export const imageColumns = ["id", "key", "isic_id", "image_id", "image", "image_name", "img_id"];

/** A CSV or TSV as rows by column. @throws AppError `invalid_input` for a file that cannot be read */
export async function tableRows(
  file: string,
  options: CallOptions = {},
): Promise<{ columns: readonly string[]; rows: ReadonlyMap<string, string>[] }> {
  const { readTable } = await import("@lesion-atlas/indexer");
  const source = createReadStream(file);
  await new Promise((resolve, reject) => source.once("open", resolve).once("error", reject)).catch((error: Error) => {
    throw new AppError("invalid_input", `${file} cannot be read: ${error.message}`, { cause: error });
  });
  const { columns, rowCount, cells } = await readTable(file, source, options);
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const values = cells(row);
    return new Map(columns.map((name, column) => [name, values[column]]));
  });
  return { columns, rows };
}
