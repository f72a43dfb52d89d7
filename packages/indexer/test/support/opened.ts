import type { Archive, KeyEntry } from "@lesion-atlas/core";
import { onTestFinished } from "vitest";
import { openArchive } from "../../src/index.ts";

/** Opens an archive that is closed with the test. */
export async function opened(location: string, format = "auto"): Promise<Archive> {
  const archive = await openArchive(location, { format });
  onTestFinished(() => archive.close());
  return archive;
}

export async function entriesOf(archive: Archive, range: { first?: string; last?: string } = {}): Promise<KeyEntry[]> {
  const entries: KeyEntry[] = [];
  for await (const entry of archive.keys(range)) entries.push(entry);
  return entries;
}

export async function keysOf(archive: Archive): Promise<string[]> {
  return (await entriesOf(archive)).map(({ key }) => key);
}
