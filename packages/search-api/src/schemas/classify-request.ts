import { z } from "@hono/zod-openapi";
import { classPromptsSchema, poolingSchema } from "@lesion-atlas/analysis";
import { filterBodySchema } from "./filter-schema.ts";
import { isicQuerySchema, templateSchema } from "./search-request.ts";
import { fileSchema, jsonFieldSchema, partError } from "./upload-schema.ts";

const term = z.string().max(500).regex(/\S/, "a word is needed here");

/** The classes to compare with, and how. */
const classifyShape = {
  classes: z
    .array(z.strictObject({ name: term, terms: z.array(term).min(1).max(50).optional() }))
    .min(2)
    .max(200)
    .optional(),
  /** Instead of `classes`: whole prompts of each class, or questions of which those answered yes are its prompts. */
  prompts: classPromptsSchema.optional().openapi({
    example: { nevus: ["an even brown spot"], melanoma: { "Is the border irregular?": "yes", "Is it even?": "no" } },
  }),
  /** The classes of `prompts` to take; all of them unless given. */
  only: z.array(term).min(2).max(200).optional(),
  /** Of `classes`: prompts with one `{}` each, instead of the model's. */
  templates: z.array(templateSchema).min(1).max(50).optional(),
  /** Instead of the model's own. */
  logit_scale: z.number().min(0.01).max(1e4).optional(),
  /** Of the prompts of a class: open_clip's `mean_embedding`, the default, or the paper's `mean_of_cosines`. */
  pooling: poolingSchema.optional(),
  /** Also list so many of the most probable classes. */
  top: z.int().min(1).max(200).optional(),
};

const comparisonSchema = z.strictObject(classifyShape);

/** What an image is compared with. */
export type Comparison = z.output<typeof comparisonSchema>;

/** Which images: by id, or all of a filter, some thousand at a time. */
const imagesShape = {
  image_ids: z.array(z.uuid().toLowerCase()).min(1).max(1000).optional(),
  /** Instead of `image_ids`; `{}` is every image. */
  filter: filterBodySchema.optional(),
  query: isicQuerySchema.optional(),
  /** Of a filter: images of one answer. */
  limit: z.int().min(1).max(10_000).default(1000),
  /** Of a filter: `next_after` of the answer before. */
  after: z.uuid().toLowerCase().optional(),
  /** Also write the class into `fields.NAME` and its probability into `fields.NAME_probability`; scope `curate`. */
  write: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
};

/** A probe that was fitted: NAME, or NAME@VERSION. */
export const probePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(@[0-9]{1,6})?$/;

/** The body of POST /v1/classify: images by id, or all of a filter. */
export const classifyImagesSchema = z
  .strictObject({
    ...imagesShape,
    /** Instead of `classes` and `prompts`: a probe that was fitted. */
    probe: z.string().regex(probePattern).optional(),
    ...classifyShape,
  })
  .openapi("ClassifyRequest");

/** The body of POST /v1/probes/{name}/predict. */
export const predictRequestSchema = z
  .strictObject({ ...imagesShape, top: classifyShape.top })
  .openapi("ProbePredictRequest");

/** Images of a request, whatever classifies them. */
export type ImagesToClassify = z.output<typeof predictRequestSchema>;

/** The form of POST /v1/classify/image. */
export const classifyUploadSchema = z.strictObject({
  image: fileSchema,
  classes: jsonFieldSchema(
    comparisonSchema,
    "classes or prompts, only, templates, logit_scale, pooling and top, as JSON",
  ).optional(),
  /** A file of prompts, as `prompts` of the JSON. */
  prompts: fileSchema.optional(),
  /** Instead of both: a probe that was fitted. */
  probe: z.string(partError()).regex(probePattern).optional(),
});
