import { stringify } from "csv-stringify/sync";
import { escapeFormula } from "@lesion-atlas/core";
import type { ApiImage } from "./api-image.ts";

/**
 * `metadata.csv` as `isic-cli` writes it: `isic_id, attribution, copyright_license`, then the sorted union of the keys
 * that occur; truth values as True and False, what is missing empty.
 */
export function metadataTable(images: readonly ApiImage[]): string {
  const rows = images.map(({ isic_id, attribution, copyright_license, metadata }) => ({
    isic_id,
    attribution,
    copyright_license,
    ...metadata.acquisition,
    ...metadata.clinical,
  }));
  const first = ["isic_id", "attribution", "copyright_license"];
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const others = [...names].filter((name) => !first.includes(name)).sort();
  return stringify(
    rows.map((row: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])),
    ),
    { header: true, columns: [...first, ...others], record_delimiter: "\r\n" },
  );
}

/** `attribution.txt`: each once, the most frequent first, then by name, Anonymous last. */
export function attributionText(images: readonly ApiImage[]): string {
  const counts = new Map<string, number>();
  for (const { attribution } of images) counts.set(attribution, (counts.get(attribution) ?? 0) + 1);
  const last = (name: string) => Number(name === "Anonymous");
  return [...counts]
    .sort(([a, countA], [b, countB]) => last(a) - last(b) || countB - countA || (a < b ? -1 : 1))
    .map(([name]) => name)
    .join("\n\n");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return escapeFormula(String(value));
}
