import type { ClinicalRecord } from "@lesion-atlas/core";
import type { Cells } from "./clinical-cells.ts";

/** Where an image lies. `path` is relative to the archive's root and has forward slashes. */
export interface PlacedImage {
  key: string;
  path: string;
}

/** What a reader knows of a location before it reads any row. */
export interface Listing {
  readonly location: string;
  /** Every file, relative to the archive's root, by UTF-16 code units ascending. */
  readonly paths: readonly string[];
  /** The column names of a table, empty where there is no such file or it has no readable header. */
  header(path: string): Promise<readonly string[]>;
}

/** One archive layout: everything in which the readers differ. */
export interface Layout {
  /** As in `--format`. */
  readonly name: string;
  /** 0 not at all, 1 surely. */
  detect(listing: Listing): Promise<number>;
  /** Files that hold the images; the extension has been looked at already. */
  isImage(path: string): boolean;
  /** Tables to read, the most telling first: where two fill one column, the first counts. */
  tables(paths: readonly string[]): readonly string[];
  /** Columns that may name the image, by preference. */
  readonly idColumns: readonly string[];
  /** The key of an image that no other shares its stem with. */
  keyOf(path: string): string;
  /** What the cells of an image's rows say, in the record's columns; no cells where the tables do not know it. */
  record(cells: Cells, image: PlacedImage): ClinicalRecord;
}

const imageExtension = /\.(jpe?g|jpe|jfif|png|webp|tiff?|gif|bmp|avif|heic|heif|jp2)$/i;

/** Whether a file calls itself an image. Formats that cannot be decoded are among them, so that they are reported. */
export function hasImageExtension(path: string): boolean {
  return imageExtension.test(path);
}

/** Segmentations and superpixels that the ISIC challenges, HAM10000 and `lesion phantom` put beside the photographs. */
export function isMask(path: string): boolean {
  return /(_(superpixels|segmentation|attribute_[a-z_]+)|^truth\/masks\/[^/]+)\.png$/i.test(path);
}

/** The file's name without folder and image extension. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(imageExtension, "");
}

/** The path without the image extension. */
export function pathStemOf(path: string): string {
  return path.replace(imageExtension, "");
}

/** The folder a path lies in, empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
