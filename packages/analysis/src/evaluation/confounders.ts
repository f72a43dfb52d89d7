import { type FilteredImage, rankBinary, rankingMeasures, valuesAt } from "@lesion-atlas/core";
import { z } from "zod";
import { hasTag, tagsField } from "../labels/tags.ts";

/** What lies on the skin or in the picture and is no sign of the disease, and the columns that tell of it before tags do. */
const artefacts: Readonly<Record<string, readonly string[]>> = {
  ruler: ["extra.ruler", "fields.ruler", "extra.MONET_ruler"],
  ink: ["extra.ink", "fields.ink", "extra.pen", "extra.MONET_skin_markings_pen_ink_purple_pen"],
  hair: ["extra.hair", "fields.hair", "extra.MONET_hair"],
  gel: ["extra.gel", "fields.gel", "extra.MONET_gel_water_drop_fluid_dermoscopy_liquid"],
};

/** One artefact crossed with the label. */
export const confounderSchema = z.object({
  /** `ruler`, `ink`, `hair`, `gel`, or `archive` or `image_type` with its value. */
  artefact: z.string(),
  /** The column that told it, or `fields.tags`; null where no image tells it. */
  column: z.string().nullable(),
  /** Images that tell it. */
  n: z.int(),
  classes: z.array(
    z.object({
      class: z.string(),
      n: z.int(),
      /** Share of the class's images that have it, or the mean of a score from 0 to 1. */
      share: z.number().nullable(),
      /** Probability that an image of the class has more of it than one of another class: 0.5 is no link. */
      auroc: z.number().nullable(),
    }),
  ),
});

export type Confounder = z.infer<typeof confounderSchema>;

/**
 * Of one image: the artefacts that its columns tell of, 0 to 1, by `artefact` and column; else whether it has the
 * artefact's name as a tag, where it has tags.
 *
 * @param labelFields columns that are the label or the split: they say nothing beside it
 */
export function artefactsOf(
  image: FilteredImage,
  labelFields: readonly string[] = [],
): Record<string, { column: string; amount: number }> {
  const found: Record<string, { column: string; amount: number }> = {};
  for (const [artefact, columns] of Object.entries(artefacts)) {
    for (const column of [...columns, tagsField]) {
      if (labelFields.includes(column)) continue;
      const amount = column === tagsField ? tagAmount(image, artefact) : amountAt(column, image);
      if (amount === undefined) continue;
      found[artefact] = { column, amount };
      break;
    }
  }
  for (const [name, value] of [
    ["image_type", image.record.image_type],
    ["archive", image.record.archive],
  ] as const) {
    if (value !== undefined && !labelFields.includes(name)) found[`${name} ${value}`] = { column: name, amount: 1 };
  }
  return found;
}

function tagAmount(image: FilteredImage, tag: string): number | undefined {
  const isTagged = hasTag(image, tag);
  return isTagged === undefined ? undefined : Number(isTagged);
}

function amountAt(column: string, image: FilteredImage): number | undefined {
  const [value] = valuesAt(column, image);
  if (value === undefined) return undefined;
  const number = typeof value === "boolean" ? Number(value) : Number(value === "" ? Number.NaN : value);
  if (Number.isFinite(number)) return number;
  return /^(yes|true)$/i.test(String(value)) ? 1 : /^(no|false)$/i.test(String(value)) ? 0 : undefined;
}

/**
 * Each artefact crossed with the classes, over all labelled images: a probe can learn from what goes with the label and
 * is no part of the lesion. Ruler, ink, hair and gel are always listed; image types and archives where there are several.
 *
 * @param told the artefacts of each image
 * @param truth [images, classes], 1 where the image is of the class
 */
export function confounderTable(
  told: readonly Readonly<Record<string, { column: string; amount: number }>>[],
  classes: readonly string[],
  truth: Uint8Array,
): Confounder[] {
  const others = [...new Set(told.flatMap((one) => Object.keys(one)))].filter((name) => !(name in artefacts)).sort();
  const several = (kind: string) => others.filter((name) => name.startsWith(`${kind} `)).length > 1;
  const names = [...Object.keys(artefacts), ...others.filter((name) => several(name.split(" ", 1)[0]))];
  return names.map((artefact) => {
    const isKind = !(artefact in artefacts);
    // Tags of other things do not say that there is none of this one: somebody must have used its tag.
    const areTagsOfIt = told.some(({ [artefact]: one }) => one?.column === tagsField && one.amount === 1);
    const tells = (one: (typeof told)[number][string] | undefined) =>
      one !== undefined && (one.column !== tagsField || areTagsOfIt);
    const places = [...told.keys()].filter((place) => isKind || tells(told[place][artefact]));
    const amounts = places.map((place) => told[place][artefact]?.amount ?? 0);
    return {
      artefact,
      column: isKind
        ? artefact.split(" ", 1)[0]
        : (told.find((one) => tells(one[artefact]))?.[artefact].column ?? null),
      n: places.length,
      classes: classes.map((name, k) =>
        crossed(
          name,
          amounts,
          places.map((place) => truth[place * classes.length + k]),
        ),
      ),
    };
  });
}

function crossed(
  name: string,
  amounts: readonly number[],
  isOfClass: readonly number[],
): Confounder["classes"][number] {
  const n = isOfClass.reduce((sum, value) => sum + value, 0);
  const sum = amounts.reduce((total, amount, at) => total + amount * isOfClass[at], 0);
  const { auroc } = rankingMeasures(rankBinary(amounts, isOfClass), new Float64Array(amounts.length).fill(1));
  return { class: name, n, share: n === 0 ? null : sum / n, auroc: Number.isNaN(auroc) ? null : auroc };
}
