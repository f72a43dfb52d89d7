import { z } from "@hono/zod-openapi";
import { templateSchema } from "./search-request.ts";
import { fileSchema, jsonFieldSchema } from "./upload-schema.ts";

const term = z.string().max(500).regex(/\S/, "a word is needed here");

/** The classes to compare with. */
export const classifyShape = {
  classes: z
    .array(z.strictObject({ name: term, terms: z.array(term).min(1).max(50).optional() }))
    .min(2)
    .max(200),
  /** Prompts with one `{}` each, instead of the model's. */
  templates: z.array(templateSchema).min(1).max(50).optional(),
  /** Instead of the model's own. */
  logit_scale: z.number().min(0.01).max(1e4).optional(),
};

/** The body of POST /v1/classify. */
export const classifyImagesSchema = z
  .strictObject({ image_ids: z.array(z.uuid().toLowerCase()).min(1).max(1000), ...classifyShape })
  .openapi("ClassifyRequest");

/** The form of POST /v1/classify/image. */
export const classifyUploadSchema = z.strictObject({
  image: fileSchema,
  classes: jsonFieldSchema(z.strictObject(classifyShape), "classes, templates and logit_scale, as JSON"),
});
