import type { ImageRecord } from "@lesion-atlas/core";

const mostSpecificFirst = [
  "diagnosis_5",
  "diagnosis_4",
  "diagnosis_3",
  "diagnosis",
  "diagnosis_2",
  "diagnosis_1",
  "benign_malignant",
] as const;

/** The most specific diagnosis that an archive's table gives, for a column of a table. */
export function diagnosisOf(record: Partial<ImageRecord>): string | undefined {
  return mostSpecificFirst.map((field) => record[field]).find((value) => value !== undefined && value !== "");
}
