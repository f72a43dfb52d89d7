import { stat } from "node:fs/promises";
import { type LabelSource, fieldPath } from "@lesion-atlas/analysis";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { readPublished } from "../split-files.ts";
import { imageColumns, tableRows } from "../table-rows.ts";

const labelColumns = ["label", "class", "diagnosis", "dx"];

/**
 * Labels of `--label FIELD[,FIELD...]`, `--labels-file FILE` or `--tag TAG`.
 *
 * @throws AppError `invalid_input` for none or several of them, and a file that cannot be read
 */
export async function askedLabels(
  { label, labelsFile, tag }: { label?: string; labelsFile?: string; tag?: string },
  options: CallOptions = {},
): Promise<LabelSource> {
  if ([label, labelsFile, tag].filter((one) => one !== undefined).length !== 1) {
    throw new AppError("invalid_input", "say where the labels are: one of --label, --labels-file and --tag");
  }
  if (tag !== undefined) return { kind: "tag", tag };
  if (label !== undefined) {
    const fields = label.split(",").map((name) => fieldPath(name.trim()));
    return fields.length === 1 ? { kind: "field", field: fields[0] } : { kind: "columns", fields };
  }
  const isFolder = (await stat(labelsFile!).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) {
    const { labels } = await readPublished(labelsFile!, options);
    return { kind: "mapping", name: labelsFile!, labels: new Map([...labels].map(([key, one]) => [key, [one]])) };
  }
  const { columns, rows } = await tableRows(labelsFile!, options);
  const [image, classes] = [imageColumns, labelColumns].map((names) => names.find((name) => columns.includes(name)));
  if (image === undefined || classes === undefined) {
    throw new AppError(
      "invalid_input",
      `${labelsFile} needs a column that names the image (${imageColumns.join(", ")}) and one of ${labelColumns.join(", ")}`,
    );
  }
  const labels = new Map<string, string[]>();
  for (const row of rows) {
    const cell = row.get(classes)!.trim();
    if (cell !== "")
      labels.set(
        row.get(image)!.trim(),
        cell
          .split(";")
          .map((part) => part.trim())
          .filter(Boolean),
      );
  }
  return { kind: "mapping", name: labelsFile!, labels };
}
