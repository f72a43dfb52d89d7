import type { StoredImage } from "../api/image.ts";
import type { Hit } from "../api/search-images.ts";

const relations = { same_lesion: "same lesion", same_patient: "same patient" };

/** How a near-duplicate stands to the open image, as far as the records say, and why it is one. */
export function duplicateText(hit: Hit, image: StoredImage): string[] {
  const { relation = "other", reasons = [], record } = hit;
  const areNamed = record.lesion_id !== undefined && image.record.lesion_id !== undefined;
  const stands = relation === "other" ? (areNamed ? "another lesion" : "lesion not known") : relations[relation];
  const why = reasons
    .filter((reason) => reason !== stands)
    .map((reason) =>
      reason.replace("perceptual hash differs in", "hash differs in").replace("perceptual hash", "hash"),
    );
  return [stands, ...why];
}
