import type { ModelRow } from "../model-row.ts";
import { formatTable } from "./table.ts";

/** The models on this machine as a table, for a person. */
export function modelsText({ models, notice }: { models: readonly ModelRow[]; notice: string }): string {
  const columns = [
    { title: "model" },
    { title: "dimensions", align: "right" },
    { title: "words" },
    { title: "licence", longest: 24 },
    { title: "fingerprint" },
    { title: "folder" },
  ] as const;
  const rows = models.map(({ id, dimensions, has_text, license, fingerprint, folder, problem }) => [
    id,
    dimensions === undefined ? "" : String(dimensions),
    problem ? "" : has_text ? "yes" : "no",
    license,
    problem ? "damaged" : fingerprint?.slice(0, 12),
    folder,
  ]);
  const table = models.length > 0 ? formatTable(columns, rows) : "no model yet: lesion models import PATH --id ID\n";
  const problems = models.flatMap(({ id, problem }) => (problem ? [`${id}: ${problem}\n`] : []));
  return `${[table, problems.join("")].filter(Boolean).join("\n")}\n${notice}\n`;
}
