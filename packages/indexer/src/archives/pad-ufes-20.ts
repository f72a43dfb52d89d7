import type { ClinicalRecord } from "@lesion-atlas/core";
import { type Cells, clinicalRecord, numberCell, withExtra } from "./clinical-cells.ts";
import { diagnosisTree } from "./diagnosis-tree.ts";
import { type Layout, isMask, stemOf } from "./layout.ts";
import { siteOfWord } from "./site.ts";

const diagnosisOf = new Map<string, ClinicalRecord>([
  ["BCC", diagnosisTree.basalCellCarcinoma],
  ["ACK", diagnosisTree.actinicKeratosis],
  ["NEV", diagnosisTree.nevus],
  ["SEK", diagnosisTree.seborrheicKeratosis],
  ["SCC", diagnosisTree.squamousCellCarcinoma],
  ["MEL", diagnosisTree.melanoma],
]);

const skinTypes = ["I", "II", "III", "IV", "V", "VI"];

/**
 * PAD-UFES-20: `metadata.csv` with `img_id`, photographs of smartphones as PNG in `images/`, `imgs_part_1..3` or beside
 * the table. A lesion's number is unique only with its patient. Terms and attribution are the set's own.
 */
export const padUfes20Layout: Layout = {
  name: "pad-ufes-20",
  idColumns: ["img_id"],
  async detect({ header }) {
    const columns = await header("metadata.csv");
    return ["img_id", "patient_id", "diagnostic"].every((name) => columns.includes(name)) ? 1 : 0;
  },
  isImage: (path) => !isMask(path),
  tables: (paths) => paths.filter((path) => path === "metadata.csv"),
  keyOf: stemOf,
  record(cells) {
    const derived = new Set<string>();
    const known: ClinicalRecord = {
      attribution: "PAD-UFES-20, Federal University of Espírito Santo",
      copyright_license: "CC-BY",
      image_type: "clinical: close-up",
      ...diagnosisOf.get(cells.get("diagnostic")?.trim() ?? ""),
      ...siteColumn(cells),
      ...diameter(cells),
      // Skin cancers were all confirmed by biopsy; the others that were not rest on a clinical consensus.
      ...(/^true$/i.test(cells.get("biopsed") ?? "") ? { diagnosis_confirm_type: "histopathology" } : {}),
    };
    const take = (column: string, fields: ClinicalRecord | undefined) => {
      if (!fields) return;
      derived.add(column);
      Object.assign(known, fields);
    };
    const age = numberCell(cells.get("age"));
    const sex = cells.get("gender")?.trim().toLowerCase();
    const skinType = skinTypes[(numberCell(cells.get("fitspatrick")) ?? 0) - 1];
    take("age", age === undefined ? undefined : { age_approx: age });
    take("gender", sex === "male" || sex === "female" ? { sex } : undefined);
    take("fitspatrick", skinType ? { fitzpatrick_skin_type: skinType } : undefined);
    const patient = cells.get("patient_id");
    const lesion = cells.get("lesion_id");
    take("lesion_id", patient && lesion ? { lesion_id: `${patient}_${lesion}` } : undefined);
    const rest = clinicalRecord(new Map([...cells].filter(([column]) => !derived.has(column))));
    return withExtra({ ...rest, ...known }, []);
  },
};

function siteColumn(cells: Cells): ClinicalRecord {
  const site = siteOfWord(cells.get("region"));
  return site ? { site } : {};
}

/** The longer of the two diameters, millimetres; both stay in `extra`. */
function diameter(cells: Cells): ClinicalRecord {
  const sizes = ["diameter_1", "diameter_2"].map((column) => numberCell(cells.get(column)) ?? 0);
  const longest = Math.max(...sizes);
  return longest > 0 ? { clin_size_long_diam_mm: longest } : {};
}
