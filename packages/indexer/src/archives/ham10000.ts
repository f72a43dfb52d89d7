import type { ClinicalRecord } from "@lesion-atlas/core";
import { clinicalRecord, numberCell, withExtra } from "./clinical-cells.ts";
import { diagnosisTree } from "./diagnosis-tree.ts";
import { type Layout, isMask, stemOf } from "./layout.ts";
import { isRootTable } from "./listing.ts";
import { siteOfWord } from "./site.ts";

const diagnosisOf = new Map<string, ClinicalRecord>([
  ["nv", diagnosisTree.nevus],
  ["mel", diagnosisTree.melanoma],
  ["bcc", diagnosisTree.basalCellCarcinoma],
  ["akiec", diagnosisTree.actinicKeratosisOrBowen],
  ["bkl", diagnosisTree.benignKeratosis],
  ["df", diagnosisTree.dermatofibroma],
  ["vasc", diagnosisTree.vascularLesion],
]);

const confirmTypeOf = new Map([
  ["histo", "histopathology"],
  ["follow_up", "serial imaging showing no change"],
  ["consensus", "single image expert consensus"],
  ["confocal", "confocal microscopy with consensus dermoscopy"],
]);

const sexOf = new Set(["male", "female"]);

/**
 * HAM10000 as Dataverse and Kaggle ship it: `HAM10000_metadata.csv`, images in `HAM10000_images_part_1` and `_part_2`, in
 * `images/` or beside the table. Terms and attribution are the set's own, which the table does not repeat.
 */
export const ham10000Layout: Layout = {
  name: "ham10000",
  idColumns: ["image_id"],
  async detect({ paths, header }) {
    for (const table of paths.filter(isHamTable)) {
      const columns = await header(table);
      if (["image_id", "lesion_id", "dx"].every((name) => columns.includes(name))) return 1;
    }
    return 0;
  },
  isImage: (path) => !isMask(path),
  tables: (paths) => paths.filter(isHamTable),
  keyOf: stemOf,
  record(cells, { key }) {
    const own = new Set(["age", "sex"]);
    const record = clinicalRecord(new Map([...cells].filter(([name]) => !own.has(name))));
    const sex = cells.get("sex");
    const age = cells.get("age");
    const site = siteOfWord(cells.get("localization"));
    const isicId = /^ISIC_\d{7}$/.test(key) ? { isic_id: key } : {};
    const known: ClinicalRecord = {
      ...isicId,
      attribution: "ViDIR Group, Department of Dermatology, Medical University of Vienna",
      copyright_license: "CC-BY-NC",
      image_type: "dermoscopic",
      ...diagnosisOf.get(cells.get("dx") ?? ""),
      ...(site ? { site } : {}),
      ...(numberCell(age) === undefined ? {} : { age_approx: numberCell(age) }),
      ...(sex && sexOf.has(sex) ? { sex } : {}),
    };
    const confirmType = confirmTypeOf.get(cells.get("dx_type") ?? "");
    if (confirmType) known.diagnosis_confirm_type = confirmType;
    const unfit = [
      ...(age && known.age_approx === undefined ? [["age", age] as const] : []),
      ...(sex && !known.sex && sex !== "unknown" ? [["sex", sex] as const] : []),
    ];
    return withExtra({ ...known, ...record }, unfit);
  },
};

function isHamTable(path: string): boolean {
  return isRootTable(path) && /^HAM10000_metadata/i.test(path);
}
