import type { ClinicalRecord } from "@lesion-atlas/core";

type Diagnosis = Pick<ClinicalRecord, "diagnosis" | "diagnosis_1" | "diagnosis_2" | "diagnosis_3" | "melanocytic">;

function branch(
  diagnosis: string,
  melanocytic: boolean | undefined,
  ...[first, second, third]: readonly string[]
): Diagnosis {
  return {
    diagnosis,
    ...(melanocytic === undefined ? {} : { melanocytic }),
    ...(first ? { diagnosis_1: first } : {}),
    ...(second ? { diagnosis_2: second } : {}),
    ...(third ? { diagnosis_3: third } : {}),
  };
}

/**
 * Diagnoses that several archives share, in the ISIC Archive's tree. Its names are spelled as in its own downloads; a
 * class that lies across branches goes only as deep as all of it does.
 */
export const diagnosisTree = {
  nevus: branch("nevus", true, "Benign", "Benign melanocytic proliferations", "Nevus"),
  melanoma: branch("melanoma", true, "Malignant", "Malignant melanocytic proliferations (Melanoma)", "Melanoma, NOS"),
  basalCellCarcinoma: branch(
    "basal cell carcinoma",
    false,
    "Malignant",
    "Malignant adnexal epithelial proliferations - Follicular",
    "Basal cell carcinoma",
  ),
  actinicKeratosis: branch(
    "actinic keratosis",
    false,
    "Indeterminate",
    "Indeterminate epidermal proliferations",
    "Solar or actinic keratosis",
  ),
  /** Actinic keratosis is Indeterminate, intraepithelial carcinoma (Bowen's disease) is Malignant. */
  actinicKeratosisOrBowen: branch("actinic keratosis or intraepithelial carcinoma", false),
  /** PAD-UFES-20 counts Bowen's disease in. */
  squamousCellCarcinoma: branch("squamous cell carcinoma", false, "Malignant", "Malignant epidermal proliferations"),
  seborrheicKeratosis: branch(
    "seborrheic keratosis",
    false,
    "Benign",
    "Benign epidermal proliferations",
    "Seborrheic keratosis",
  ),
  /** Seborrheic keratosis, solar lentigo and lichen planus like keratosis. */
  benignKeratosis: branch("benign keratosis", undefined, "Benign", "Benign epidermal proliferations"),
  dermatofibroma: branch(
    "dermatofibroma",
    false,
    "Benign",
    "Benign soft tissue proliferations - Fibro-histiocytic",
    "Dermatofibroma",
  ),
  /** Angioma, angiokeratoma and pyogenic granuloma, but haemorrhage too. */
  vascularLesion: branch("vascular lesion", false, "Benign"),
} as const satisfies Record<string, Diagnosis>;
