import { z } from "@hono/zod-openapi";
import { hitSchema, searchAnswerSchema } from "@lesion-atlas/analysis";
import { imageRecordSchema } from "@lesion-atlas/core";

/** Everything stored about one image, in the ISIC archive's own names. */
export const recordSchema = z.object(imageRecordSchema.shape).openapi("ImageRecord");

/** One image found. */
export const apiHitSchema = z
  .object(hitSchema.shape)
  .omit({ path: true })
  .extend({ record: recordSchema, thumbnail_url: z.string() })
  .openapi("Hit");
export type ApiHit = z.infer<typeof apiHitSchema>;

/** The answer to a search. */
export const apiAnswerSchema = z
  .object(searchAnswerSchema.shape)
  .extend({ hits: z.array(apiHitSchema) })
  .openapi("SearchAnswer");
export type ApiAnswer = z.infer<typeof apiAnswerSchema>;

/** One stored image. */
export const imageAnswerSchema = z
  .object({
    id: z.uuid(),
    archive: z.string(),
    key: z.string(),
    record: recordSchema,
    /** What people wrote on the image. */
    fields: hitSchema.shape.fields,
    synthetic: z.boolean().optional(),
    attribution: z.string().optional(),
    license: z.string().optional(),
    /** Whether the model in use has seen it: else it can be shown and not compared. */
    has_vector: z.boolean(),
    thumbnail_url: z.string(),
    original_url: z.string(),
    notice: z.string(),
  })
  .openapi("Image");

/** An image's id in a path. Ids are stored in lower case. */
export const imageParamsSchema = z.object({
  id: z
    .uuid()
    .toLowerCase()
    .openapi({ param: { name: "id", in: "path" }, description: "an image's id" }),
});
