import type { AvailableRow, ModelRow } from "../model-row.ts";
import { type FittingColumn, fitTable, wrapText } from "./fit-table.ts";
import { formatBytes } from "./numbers.ts";

export interface ModelsAnswer {
  models: readonly ModelRow[];
  /** Those of the manifest that are not here. */
  available: readonly AvailableRow[];
  notice: string;
}

/**
 * The models on this machine and those that can be pulled, as tables to choose from.
 *
 * @param width of the terminal, in characters; Infinity where nobody watches
 */
export function modelsText({ models, available, notice }: ModelsAnswer, width = Infinity): string {
  const problems = models.flatMap(({ id, problem }) => (problem ? [`${id}: ${problem}\n`] : []));
  const parts = [
    models.length > 0
      ? fitTable(installedColumns, models, width)
      : "no model yet: lesion models pull ID, or import PATH --id ID\n",
    models.flatMap((model) => notesOf(model).map((note) => `${wrapText(`${model.id}: ${note}`, width)}\n`)).join(""),
    problems.join(""),
    models.some(({ speed, problem }) => !speed && !problem)
      ? `${wrapText("Speed is measured when a model is first imported, indexed with or verified here: lesion models verify ID.", width)}\n`
      : "",
    available.length > 0
      ? `To be pulled with lesion models pull ID:\n\n${fitTable(availableColumns, available, width)}`
      : "",
  ];
  return `${parts.filter(Boolean).join("\n")}\n${wrapText(notice, width, "")}\n`;
}

const installedColumns: readonly FittingColumn<ModelRow>[] = [
  { title: "model", cell: ({ id }) => id },
  { title: "licence", longest: 20, shortest: 12, cell: ({ license }) => license },
  { title: "size", align: "right", cell: ({ bytes }) => sizeText(bytes) },
  { title: "dimensions", short: "dims", align: "right", cell: ({ dimensions }) => dimensions?.toString() },
  { title: "words", cell: ({ has_text, problem }) => (problem ? "" : yesOrNo(has_text)) },
  {
    title: "precision",
    short: "type",
    cell: ({ precision, token_merging: merged }) =>
      merged === undefined ? precision : `${precision}, merges ${merged}`,
  },
  { title: "images/s", short: "img/s", align: "right", cell: ({ speed }) => rateText(speed?.images_per_second) },
  { title: "ms/text", align: "right", cell: ({ speed }) => rateText(speed?.text_ms) },
  {
    title: "fingerprint",
    from: 100,
    cell: ({ fingerprint, problem }) => (problem ? "damaged" : fingerprint?.slice(0, 12)),
  },
];

const availableColumns: readonly FittingColumn<AvailableRow>[] = [
  { title: "model", cell: ({ id }) => id },
  { title: "licence", longest: 20, shortest: 12, cell: ({ license }) => license },
  { title: "download", align: "right", cell: ({ bytes }) => sizeText(bytes) },
  { title: "dimensions", short: "dims", align: "right", cell: ({ dimensions }) => String(dimensions) },
  { title: "words", cell: ({ has_text }) => yesOrNo(has_text) },
  { title: "trained on", longest: 60, shortest: 40, from: 100, cell: ({ trained_on }) => trained_on },
];

/** What is known of a model beyond its columns: its quality, and how it is run. */
function notesOf({ quality, tuning }: ModelRow): string[] {
  if (!tuning) return quality ? [quality] : [];
  const { images_a_run, bulk_threads, interactive_threads } = tuning;
  const text = interactive_threads === undefined ? "" : `, ${interactive_threads} for a text`;
  const tuned = `tuned, ${images_a_run} images a run, threads: ${bulk_threads} for images${text}`;
  return [...(quality ? [quality] : []), tuned];
}

function yesOrNo(value: boolean | undefined): string {
  return value ? "yes" : "no";
}

function sizeText(bytes: number | undefined): string {
  return bytes === undefined ? "" : formatBytes(bytes);
}

function rateText(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 99.5 ? String(Math.round(value)) : value.toPrecision(2);
}
