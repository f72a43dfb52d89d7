/** Columns that give a diagnosis away or name the image, and what each is (DOMAIN.md, 1 and 2). */
const leaking: readonly (readonly [RegExp, string])[] = [
  [
    /^(id|key|file|isic_id|content_hash|perceptual_hash|group|lesion_id|patient_id|rcm_case_id)$/,
    "names the image or its group",
  ],
  [/^(byte_size|width|height|modified_at)$/, "is a fact of the file, not of the skin"],
  [/^(attribution|copyright_license|archive)$/, "is the origin of the image"],
  [/^split$/, "is a split"],
  [/^iddx_/, "exists in the training part of its challenge only and spells the diagnosis"],
  [/^mel_/, "is measured on melanomas only: that it is there says melanoma"],
  [/lesion_confidence$/, "is the output of a model that saw the diagnosis"],
  [/^MONET_/, "is the output of a model, not a human label"],
  [/^(diagnosis_confirm_type|concomitant_biopsy|biopsed|dx_type)$/, "follows from what the doctor took the lesion for"],
  [/^(invasion_thickness_interval|tumor_thickness.*)$/, "is measured on malignant lesions only"],
  [/_probability$/, "was written by a classifier"],
];

/** Why a column is refused as a label or a feature; undefined for one that may be used. */
export function leakReason(field: string): string | undefined {
  const name = field.replace(/^(extra|fields)\./, "");
  return leaking.find(([pattern]) => pattern.test(name))?.[1];
}
