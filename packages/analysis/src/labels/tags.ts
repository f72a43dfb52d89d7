import { type FilteredImage, valuesAt } from "@lesion-atlas/core";

/** Where the tags of people lie: a list of words. */
export const tagsField = "fields.tags";

/** Whether an image has a tag; undefined for one that has no tags at all: nobody has looked at it. */
export function hasTag(image: FilteredImage, tag: string): boolean | undefined {
  const tags = valuesAt(tagsField, image);
  return tags.length === 0 ? undefined : tags.includes(tag);
}
