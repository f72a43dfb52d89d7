import { fieldHeightMm } from "../truth/measure-truth.ts";
import type { MetadataRow } from "./image-plan.ts";
import type { DrawnLesion, DrawnPatient } from "./patients.ts";

/** Columns of `metadata.csv`: an ISIC download's own, `split`, and `synthetic`, which is True in every row. */
export const metadataColumns = [
  "isic_id",
  "attribution",
  "copyright_license",
  "age_approx",
  "anatom_site_1",
  "clin_size_long_diam_mm",
  "diagnosis_1",
  "diagnosis_2",
  "diagnosis_3",
  "diagnosis_confirm_type",
  "fitzpatrick_skin_type",
  "image_type",
  "lesion_id",
  "melanocytic",
  "patient_id",
  "sex",
  "split",
  "synthetic",
] as const;

/** Who made the images, as every row says. */
export const attribution = "Lesion Atlas phantoms (synthetic images)";

const fitzpatrickNames = ["I", "II", "III", "IV", "V", "VI"];

/** An archive's name of its image, lesion (`IL`) or patient (`IP`) number `number`. */
export function archiveId(prefix: "ISIC" | "IL" | "IP", number: number): string {
  return `${prefix}_${String(number).padStart(7, "0")}`;
}

/** The diagnosis columns of an archetype. */
export function diagnosisCells(archetype: DrawnLesion["archetype"]): MetadataRow {
  const [first, second, third] = archetype.diagnosis;
  return {
    diagnosis_1: first,
    diagnosis_2: second,
    diagnosis_3: third,
    melanocytic: archetype.melanocytic ? "True" : "False",
  };
}

/** The row of one photograph. */
export function metadataRow(
  ids: { isicId: string; lesionId: string; patientId: string },
  patient: DrawnPatient,
  lesion: DrawnLesion,
  kind: "dermoscopic" | "clinical",
): MetadataRow {
  return {
    isic_id: ids.isicId,
    attribution,
    copyright_license: "CC-0",
    age_approx: patient.age,
    anatom_site_1: lesion.site,
    clin_size_long_diam_mm: Math.round(lesion.parameters.outline.diameter * fieldHeightMm * 10) / 10,
    ...diagnosisCells(lesion.archetype),
    diagnosis_confirm_type: lesion.confirmedBy,
    fitzpatrick_skin_type: fitzpatrickNames[patient.fitzpatrick - 1],
    image_type: kind === "clinical" ? "clinical: close-up" : "dermoscopic",
    lesion_id: ids.lesionId,
    patient_id: ids.patientId,
    sex: patient.sex,
    split: patient.split,
    synthetic: "True",
  };
}
