import type { Scalar } from "./filter-json.ts";

const labels: Record<string, string> = {
  archive: "Archive",
  diagnosis: "Diagnosis",
  diagnosis_1: "Diagnosis",
  diagnosis_2: "Diagnosis, group",
  diagnosis_3: "Diagnosis, exact",
  diagnosis_4: "Diagnosis, subtype",
  diagnosis_confirm_type: "Confirmed by",
  site: "Body site",
  anatom_site_1: "Body site, first level",
  anatom_site_2: "Body site, second level",
  sex: "Sex",
  age_approx: "Age, about",
  fitzpatrick_skin_type: "Skin type",
  image_type: "Kind of picture",
  copyright_license: "Licence",
  clin_size_long_diam_mm: "Diameter, mm",
  anatom_site_general: "Body site, older name",
  personal_hx_mm: "Own history of melanoma",
  family_hx_mm: "Family history of melanoma",
  mel_thick_mm: "Breslow thickness, mm",
  lesion_id: "Lesion",
  patient_id: "Patient",
  isic_id: "ISIC number",
};

/** A column's name for people. */
export function fieldLabel(field: string): string {
  const plain = field.replace(/^(extra|fields)\./, "").replaceAll("_", " ");
  return labels[field] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** A value for people; `null` is a value that is missing. */
export function valueLabel(value: Scalar | null): string {
  if (value === null) return "not known";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
