import type { StoredImage } from "../api/image.ts";
import { fieldLabel, valueLabel } from "../filters/field-labels.ts";

/** Shown elsewhere on the page, or of no use to a reader. */
const left = new Set([
  "id",
  "archive",
  "key",
  "file",
  "content_hash",
  "perceptual_hash",
  "byte_size",
  "modified_at",
  "group",
  "width",
  "height",
  "attribution",
  "copyright_license",
  "extra",
]);

/** What the archive's table says of an image, then what people wrote on it, by name and value. */
export function recordRows({ record, fields }: StoredImage): { label: string; value: string }[] {
  const { width, height, extra = {} } = record;
  const known = Object.entries(record).filter(
    ([name, value]) => !left.has(name) && !(name === "anatom_site_1" && value === record.site),
  );
  const own = Object.entries(extra).map(([name, value]) => [`extra.${name}`, value] as const);
  const written = Object.entries(fields).map(([name, value]) => [`fields.${name}`, value] as const);
  const rows = [...known, ...own, ...written].map(([name, value]) => ({
    label: fieldLabel(name),
    value: (Array.isArray(value) ? value : [value]).map((one) => valueLabel(one as string)).join(", "),
  }));
  return [...rows, { label: "Pixels", value: `${width} × ${height}` }];
}
