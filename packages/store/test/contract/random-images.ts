import type { Condition, Fields, Filter, ImageRecord, Scalar } from "@lesion-atlas/core";
import * as fc from "fast-check";
import { testRecord } from "./images.ts";

/** An image as a test writes it. */
export interface RandomImage {
  record: ImageRecord;
  fields: Fields;
}

const words = fc.constantFrom("melanoma", "Nevus", "in situ", "melanoma in situ, nevus", "NEVUS", "naïve", "");
const numbers = fc.constantFrom(0, 1, 5, 55, 55.5, -3, 0.1, 1e21, 0.30000000000000004);
const scalars: fc.Arbitrary<Scalar> = fc.oneof(words, numbers, fc.boolean(), fc.constantFrom("1", "55", "true"));
/** Names with everything that SQL, JSON paths and Qdrant's paths give a meaning to. */
const names = fc.constantFrom("site", "a.b", 'q"uote', "back\\slash", "toString", "[0]", "ünïcode", "two words", "$");

const columns: fc.Arbitrary<Partial<ImageRecord>> = fc.record(
  {
    archive: fc.constantFrom("milk", "ham"),
    sex: fc.constantFrom("male", "female"),
    age_approx: fc.constantFrom(0, 5, 55, 85),
    mel_thick_mm: fc.constantFrom(0, 0.1, 1.5),
    melanocytic: fc.boolean(),
    diagnosis_3: words,
    group: fc.constantFrom("IP_1", "IP_2"),
    extra: fc.dictionary(names, scalars, { maxKeys: 4 }),
  },
  { requiredKeys: ["archive"] },
);
const fields: fc.Arbitrary<Fields> = fc.dictionary(names, fc.oneof(scalars, fc.array(scalars, { maxLength: 3 })), {
  maxKeys: 4,
});

/** Up to `maxLength` images of different keys, with values that meet often. */
export function randomImages(maxLength: number): fc.Arbitrary<RandomImage[]> {
  return fc
    .array(fc.record({ columns, fields }), { maxLength })
    .map((images) => images.map((image, n) => ({ record: testRecord(`${n}`, image.columns), fields: image.fields })));
}

/** Values that the columns of `randomImages` have, and some that they never have. */
const valuesOf: Record<string, fc.Arbitrary<Scalar>> = {
  archive: fc.constantFrom("milk", "ham"),
  sex: fc.constantFrom("male", "female"),
  age_approx: fc.constantFrom(0, 5, 55, 85),
  mel_thick_mm: fc.constantFrom(0, 0.1, 1.5),
  melanocytic: fc.boolean(),
  diagnosis_3: words,
  group: fc.constantFrom("IP_1", "IP_2"),
  patient_id: fc.constant("IP_1"),
};

/** A field path, and a value that may well be there. */
const place: fc.Arbitrary<{ key: string; value: Scalar }> = fc.oneof(
  fc.constantFrom(...Object.keys(valuesOf)).chain((key) => fc.record({ key: fc.constant(key), value: valuesOf[key] })),
  fc.record({ key: names.map((name) => `extra.${name}`), value: scalars }),
  fc.record({ key: names.map((name) => `fields.${name}`), value: scalars }),
);
const key = place.map((there) => there.key);
const bounds = fc.record({ gt: numbers, gte: numbers, lt: numbers, lte: numbers }, { requiredKeys: [] });
const listValues = fc.oneof(words, numbers, fc.constantFrom("male", "IP_1", "milk", "55"));

/** Some values of a list, and perhaps the one that may well be there (no list of a filter holds booleans). */
const match: fc.Arbitrary<Condition> = place.chain((there) => {
  const values = fc.oneof({ weight: 2, arbitrary: fc.constant(there.value) }, { weight: 1, arbitrary: scalars });
  const likely = typeof there.value === "boolean" ? listValues : fc.oneof(fc.constant(there.value), listValues);
  const list = fc.array(likely, { maxLength: 4 });
  return fc.record({
    key: fc.constant(there.key),
    match: fc.oneof(
      fc.record({ value: values }),
      fc.record({ any: list }),
      fc.record({ except: list }),
      fc.record({ text: words }),
    ),
  });
});

/** A field path of any origin. */
export const randomFieldPath = key;

/** A filter over the columns of `randomImages`, some levels deep. @param ids that `has_id` may name */
export function randomFilter(ids: readonly string[]): fc.Arbitrary<Filter> {
  const id = ids.length === 0 ? fc.uuid() : fc.oneof(fc.constantFrom(...ids), fc.uuid());
  const { filter } = fc.letrec<{ filter: Filter; condition: Condition; clause: Condition | Condition[] }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 2, depthIdentifier: "filter" },
      { weight: 4, arbitrary: match },
      { weight: 1, arbitrary: fc.record({ key, range: bounds }) },
      { weight: 1, arbitrary: fc.record({ is_empty: fc.record({ key }) }) },
      { weight: 1, arbitrary: fc.record({ has_id: fc.array(id, { maxLength: 3 }) }) },
      { weight: 1, arbitrary: tie("filter") },
    ),
    clause: fc.oneof(tie("condition"), fc.array(tie("condition"), { maxLength: 3, depthIdentifier: "filter" })),
    filter: fc.record({ must: tie("clause"), should: tie("clause"), must_not: tie("clause") }, { requiredKeys: [] }),
  }));
  return filter;
}
