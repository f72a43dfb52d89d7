import type { ClinicalRecord, Scalar } from "@lesion-atlas/core";

/** The five values of `anatom_site_1` with the words of older columns and of other archives that surely lie in them. */
const wordsBySite: Readonly<Record<string, string>> = {
  "Head and neck": "head neck|head and neck|head neck face|head|neck|face|scalp|ear|nose|lip|cheek|forehead",
  Trunk: "trunk|torso|anterior torso|posterior torso|lateral torso|back|chest|abdomen",
  "Upper extremity": "upper extremity|arm|forearm|hand|palm",
  "Lower extremity": "lower extremity|leg|thigh|foot|sole",
  "Anogenital region": "anogenital region|anogenital|genital",
};

const siteByWord = new Map(
  Object.entries(wordsBySite).flatMap(([site, words]) => words.split("|").map((word) => [word, site])),
);

/**
 * The value of `anatom_site_1` that a site in any spelling belongs to; undefined where that is not sure, as for
 * `palms/soles` and `oral/genital`, which fall into two of them.
 */
export function siteOfWord(word: string | undefined): string | undefined {
  return siteByWord.get(
    (word ?? "")
      .trim()
      .toLowerCase()
      .replaceAll(/[\s/_-]+/g, " "),
  );
}

/**
 * `site`, one facet over the old and the new columns: `anatom_site_1`, else what `anatom_site_general` or a table's own
 * `site` column would be in it. A site column that says more, or something else, is kept in `extra`.
 */
export function siteOf(record: ClinicalRecord, column?: string): { site?: string; extra?: Record<string, Scalar> } {
  const site = record.anatom_site_1 ?? siteOfWord(record.anatom_site_general) ?? siteOfWord(column) ?? column?.trim();
  return {
    ...(site ? { site } : {}),
    ...(column && column.trim() !== site ? { extra: { site: column.trim() } } : {}),
  };
}
