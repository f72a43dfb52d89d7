import { z } from "zod";

const cells = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const apiFileSchema = z.object({ url: z.string(), size: z.int().nonnegative() });

/** One image as `GET /api/v2/images/search/` answers it (DOMAIN.md, 1); the archive adds fields at will. */
export const apiImageSchema = z.object({
  isic_id: z.string().regex(/^ISIC_\d{7}$/),
  copyright_license: z.string().regex(/^[A-Za-z0-9.-]+$/),
  attribution: z.string(),
  files: z.object({ full: apiFileSchema, thumbnail_256: apiFileSchema.optional() }),
  metadata: z.object({ acquisition: cells, clinical: cells }).partial(),
});
export type ApiImage = z.infer<typeof apiImageSchema>;

/** A page of the search and the address of the next; `count` is of the whole search, null where it is not known. */
export const apiPageSchema = z.object({
  count: z.int().nonnegative().nullish(),
  next: z.string().nullish(),
  results: z.array(apiImageSchema),
});
export type ApiPage = z.infer<typeof apiPageSchema>;
