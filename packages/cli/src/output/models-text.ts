import type { AvailableRow, ModelRow } from "../model-row.ts";
import { formatBytes } from "./numbers.ts";
import { formatTable } from "./table.ts";

export interface ModelsAnswer {
  models: readonly ModelRow[];
  /** Those of the manifest that are not here. */
  available: readonly AvailableRow[];
  notice: string;
}

/** The models on this machine and those that can be pulled, as tables to choose from. */
export function modelsText({ models, available, notice }: ModelsAnswer): string {
  const problems = models.flatMap(({ id, problem }) => (problem ? [`${id}: ${problem}\n`] : []));
  const parts = [
    models.length > 0 ? installedTable(models) : "no model yet: lesion models pull ID, or import PATH --id ID\n",
    problems.join(""),
    available.length > 0 ? `To be pulled with lesion models pull ID:\n\n${availableTable(available)}` : "",
  ];
  return `${parts.filter(Boolean).join("\n")}\n${notice}\n`;
}

function installedTable(models: readonly ModelRow[]): string {
  const columns = [
    { title: "model" },
    { title: "licence", longest: 20 },
    { title: "size", align: "right" },
    { title: "dimensions", align: "right" },
    { title: "words" },
    { title: "precision" },
    { title: "images/s", align: "right" },
    { title: "ms/text", align: "right" },
    { title: "fingerprint" },
    { title: "quality" },
  ] as const;
  const rows = models.map(
    ({ id, license, bytes, dimensions, has_text, precision, token_merging, speed, fingerprint, quality, problem }) => [
      id,
      license,
      sizeText(bytes),
      dimensions === undefined ? "" : String(dimensions),
      problem ? "" : has_text ? "yes" : "no",
      token_merging === undefined ? precision : `${precision}, merges ${token_merging}`,
      rateText(speed?.images_per_second),
      rateText(speed?.text_ms),
      problem ? "damaged" : fingerprint?.slice(0, 12),
      quality,
    ],
  );
  return formatTable(columns, rows);
}

function availableTable(available: readonly AvailableRow[]): string {
  const columns = [
    { title: "model" },
    { title: "licence", longest: 20 },
    { title: "download", align: "right" },
    { title: "dimensions", align: "right" },
    { title: "words" },
    { title: "trained on", longest: 60 },
  ] as const;
  const rows = available.map(({ id, license, bytes, dimensions, has_text, trained_on }) => [
    id,
    license,
    sizeText(bytes),
    String(dimensions),
    has_text ? "yes" : "no",
    trained_on,
  ]);
  return formatTable(columns, rows);
}

function sizeText(bytes: number | undefined): string {
  return bytes === undefined ? "" : formatBytes(bytes);
}

function rateText(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 99.5 ? String(Math.round(value)) : value.toPrecision(2);
}
