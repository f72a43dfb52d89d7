import type { Reject } from "@lesion-atlas/core";

/** Rejects as the CSV that `--rejects` writes. */
export async function rejectsCsv(rejects: AsyncIterable<Reject>): Promise<string> {
  const { rejectsTable } = await import("@lesion-atlas/indexer");
  const listed: Reject[] = [];
  for await (const reject of rejects) listed.push(reject);
  return rejectsTable(listed);
}
