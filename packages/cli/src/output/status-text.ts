import type { StoreHealth } from "@lesion-atlas/core";
import type { ArchiveDocument } from "../archive-documents.ts";
import type { ModelRow } from "../model-row.ts";
import { formatBytes, formatCount } from "./numbers.ts";
import { formatTable } from "./table.ts";

/** The answer of `lesion status`. */
export interface StatusAnswer {
  home: string;
  store: { url: string; exists: boolean; bytes: number; health?: StoreHealth; images: number };
  /** By name; location and format are absent where another machine indexed the archive. */
  archives: (Partial<ArchiveDocument> & { name: string; images: number })[];
  /** Those on this machine with their folder, then those that only the store knows. */
  models: (Omit<ModelRow, "folder"> & { folder?: string; vectors: number })[];
  notice: string;
}

/** The status as tables, for a person. */
export function statusText({ home, store, archives, models, notice }: StatusAnswer): string {
  const size = store.exists
    ? `${formatCount(store.images)} images, ${formatBytes(store.bytes)}, ${store.health?.status ?? "unknown"}`
    : "nothing stored yet";
  const trouble = store.health && store.health.status !== "green" ? `       ${store.health.detail}\n` : "";
  const parts = [`home   ${home}\nstore  ${store.url} (${size})\n${trouble}`];
  if (archives.length > 0) {
    const columns = [
      { title: "archive" },
      { title: "images", align: "right" },
      { title: "format" },
      { title: "indexed" },
      { title: "location" },
    ] as const;
    const row = ({ name, images, format, indexed_at, location }: StatusAnswer["archives"][number]) => [
      name,
      formatCount(images),
      format,
      indexed_at?.slice(0, 16).replace("T", " "),
      location,
    ];
    parts.push(formatTable(columns, archives.map(row)));
  }
  if (models.length > 0) {
    const columns = [
      { title: "model" },
      { title: "vectors", align: "right" },
      { title: "dimensions", align: "right" },
      { title: "fingerprint" },
      { title: "folder" },
    ] as const;
    const row = ({ id, vectors, dimensions, fingerprint, folder }: StatusAnswer["models"][number]) => [
      id,
      formatCount(vectors),
      dimensions === undefined ? "" : String(dimensions),
      fingerprint?.slice(0, 12) ?? "damaged",
      folder ?? "not on this machine",
    ];
    parts.push(formatTable(columns, models.map(row)));
  } else {
    parts.push("no model yet: lesion models import PATH --id ID\n");
  }
  return `${parts.join("\n")}\n${notice}\n`;
}
