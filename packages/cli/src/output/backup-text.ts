import { researchNotice } from "@lesion-atlas/analysis";
import type { BackupManifest } from "@lesion-atlas/store";
import { formatBytes, formatCount, formatDuration } from "./numbers.ts";

/** What a backup did, for a person. */
export function backupText(answer: { folder: string; manifest: BackupManifest; duration_ms: number }): string {
  const { folder, manifest, duration_ms } = answer;
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const size = `${formatBytes(bytes)} in ${formatDuration(duration_ms / 1000)}`;
  return `Backed up ${manifest.from} to ${folder}: ${size}.\n${contentText(manifest)}${researchNotice}\n`;
}

/** What a restore did, for a person. */
export function restoredText(answer: {
  folder: string;
  to: string;
  manifest: BackupManifest;
  duration_ms: number;
}): string {
  const { folder, to, manifest, duration_ms } = answer;
  const made = manifest.made_at.slice(0, 16).replace("T", " ");
  const about = `Restored ${folder}, made ${made} of ${manifest.from}, as ${to}`;
  return `${about} in ${formatDuration(duration_ms / 1000)}.\n${contentText(manifest)}${researchNotice}\n`;
}

function contentText({ images, models, documents, counts_exact }: BackupManifest): string {
  const kinds = Object.values(documents).reduce((sum, count) => sum + count, 0);
  const vectors = models.map(
    ({ model: { id, fingerprint }, vectors }) =>
      `  ${id} (${fingerprint.slice(0, 12)}): ${formatCount(vectors)} vectors\n`,
  );
  const counted = `  ${formatCount(images)} images, ${formatCount(kinds)} documents\n${vectors.join("")}`;
  return counts_exact ? counted : `${counted}  Something was written meanwhile: the counts are those of its end.\n`;
}
