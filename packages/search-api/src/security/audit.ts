import { randomUUID } from "node:crypto";
import type { CallOptions, Catalog } from "@lesion-atlas/core";

/** One write: who did what, of which thing. Never a secret, never a body. */
export interface AuditEntry {
  who: string;
  what: string;
  of: string;
  name?: string;
}

/** Appends to the log of writes, which nothing ever changes. */
export async function appendAudit(catalog: Catalog, entry: AuditEntry, options: CallOptions = {}): Promise<void> {
  const at = new Date().toISOString();
  await catalog.append("audit", { id: `${at}-${randomUUID()}`, document: { at, ...entry } }, options);
}
