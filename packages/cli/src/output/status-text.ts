import type { StoreHealth } from "@lesion-atlas/core";
import type { ArchiveDocument } from "../archive-documents.ts";
import type { ModelRow } from "../model-row.ts";
import { formatBytes, formatCount } from "./numbers.ts";
import { formatTable } from "./table.ts";

/** The answer of `lesion status`. */
export interface StatusAnswer {
  home: string;
  /** `bytes` where the store is a file; `health` where there is a store. */
  store: { url: string; exists: boolean; bytes?: number; health?: StoreHealth; images: number };
  /** By name; location and format are absent where another machine indexed the archive. */
  archives: (Partial<ArchiveDocument> & { name: string; images: number })[];
  /** Those on this machine with their folder, then those that only the store knows. */
  models: (Omit<ModelRow, "folder"> & { folder?: string; vectors: number })[];
  notice: string;
}

/** The status as tables, for a person. */
export function statusText({ home, store, archives, models, notice }: StatusAnswer): string {
  const parts = [`home   ${home}\n${storeLine(store)}\n`];
  if (archives.length > 0) parts.push(archiveTable(archives));
  return `${[...parts, modelTable(models)].join("\n")}\n${notice}\n`;
}

/** The store's address, what it holds, and whether it serves. */
export function storeLine({ url, exists, images, bytes, health }: StatusAnswer["store"]): string {
  const size = bytes === undefined ? undefined : formatBytes(bytes);
  const facts = [`${formatCount(images)} images`, size, health?.status].filter((fact) => fact !== undefined);
  const trouble = health && health.status !== "green" ? `\n       ${health.detail}` : "";
  return `store  ${url} (${exists ? facts.join(", ") : "nothing stored yet"})${trouble}`;
}

function archiveTable(archives: StatusAnswer["archives"]): string {
  const columns = [
    { title: "archive" },
    { title: "images", align: "right" },
    { title: "format" },
    { title: "indexed" },
    { title: "location" },
  ] as const;
  const rows = archives.map(({ name, images, format, indexed_at, location }) => [
    name,
    formatCount(images),
    format,
    indexed_at?.slice(0, 16).replace("T", " "),
    location,
  ]);
  return formatTable(columns, rows);
}

/** Models with the number of their vectors in the store. */
export function modelTable(models: StatusAnswer["models"]): string {
  if (models.length === 0) return "no model yet: lesion models import PATH --id ID\n";
  const columns = [
    { title: "model" },
    { title: "vectors", align: "right" },
    { title: "dimensions", align: "right" },
    { title: "fingerprint" },
    { title: "folder" },
  ] as const;
  const rows = models.map(({ id, vectors, dimensions, fingerprint, folder }) => [
    id,
    formatCount(vectors),
    dimensions === undefined ? "" : String(dimensions),
    fingerprint?.slice(0, 12) ?? "damaged",
    folder ?? "not on this machine",
  ]);
  return formatTable(columns, rows);
}
