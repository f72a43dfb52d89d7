import type { CallOptions } from "@lesion-atlas/core";
import { fingerprintOf } from "./fingerprint.ts";
import { hashModelFiles } from "./hash-model-files.ts";
import type { ModelFile } from "./model-file.ts";
import { modelFilesIn } from "./model-files.ts";
import { readModelFile } from "./read-model-file.ts";

/** How a file compares with what was recorded. `new`: nothing was recorded of it. */
export type FileState = "same" | "changed" | "missing" | "new";

export interface VerifiedFile {
  name: string;
  state: FileState;
  /** What lies there now; absent for a missing file. */
  bytes?: number;
  sha256?: string;
}

export interface ModelVerification {
  id: string;
  fingerprint: string;
  /** By name. */
  files: VerifiedFile[];
  /** What differs from the day of the import, each a sentence; empty when all is as it was. */
  problems: string[];
}

/**
 * Hashes every model file again and compares with what `model.json` recorded at the import.
 *
 * @throws AppError as `readModelFolder`
 */
export async function verifyModelFolder(folder: string, options: CallOptions = {}): Promise<ModelVerification> {
  const settings = await readModelFile(folder, options);
  const names = await modelFilesIn(folder, settings, options);
  const present = await hashModelFiles(folder, names, { ...options, fresh: true });
  const { files: recorded = {}, fingerprint: recordedFingerprint } = settings;
  const fingerprint = fingerprintOf(settings, present);
  const files = [...new Set([...names, ...Object.keys(recorded)])].sort().map((name): VerifiedFile => {
    const [now, then] = [present[name], recorded[name]];
    if (!now) return { name, state: "missing" };
    return { name, state: !then ? "new" : now.sha256 === then.sha256 ? "same" : "changed", ...now };
  });
  return {
    id: settings.id,
    fingerprint,
    files,
    problems: problemsOf(settings, files, fingerprint === recordedFingerprint),
  };
}

function problemsOf(settings: ModelFile, files: readonly VerifiedFile[], sameFingerprint: boolean): string[] {
  if (!settings.files || !settings.fingerprint) {
    return ["nothing was recorded of this folder; lesion models import PATH --id ID records it"];
  }
  const different = files.filter(({ state }) => state !== "same");
  if (different.length > 0) return different.map(({ name, state }) => `${name} ${sentences[state]}`);
  return sameFingerprint ? [] : ["model.json was changed: its settings give vectors of another fingerprint"];
}

const sentences: Record<FileState, string> = {
  same: "is as it was",
  changed: "is not the file that was imported",
  missing: "is gone",
  new: "was not there when the model was imported",
};
