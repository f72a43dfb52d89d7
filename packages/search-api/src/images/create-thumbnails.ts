import type { ImageRecord } from "@lesion-atlas/core";
import type { SearchPorts } from "../ports.ts";
import { type ThumbnailFormat, type ThumbnailSize, makeThumbnail } from "./make-thumbnail.ts";
import { originalBytes } from "./original-bytes.ts";

/** Makes thumbnails once, however many ask at a time. */
export interface Thumbnails {
  /**
   * Goes on when one of those who wait has gone, for the others and for the cache.
   *
   * @throws AppError `image_unreadable`, `not_found`, `conflict`, `archive_unavailable`
   */
  of(record: ImageRecord, size: ThumbnailSize, format: ThumbnailFormat): Promise<Uint8Array>;
}

/** How many are made at a time; the others wait. */
const madeAtOnce = 4;

/** Thumbnails by content hash, from the cache where there is one. */
export function createThumbnails({
  imageSources,
  thumbnailCache,
}: Pick<SearchPorts, "imageSources" | "thumbnailCache">): Thumbnails {
  const underWay = new Map<string, Promise<Uint8Array>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running >= madeAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  }
  function done(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  async function make(name: string, record: ImageRecord, size: ThumbnailSize, format: ThumbnailFormat) {
    const kept = await thumbnailCache?.read(name);
    if (kept) return kept;
    await turn();
    try {
      const thumbnail = await makeThumbnail(await originalBytes(imageSources, record), size, format);
      await thumbnailCache?.write(name, thumbnail);
      return thumbnail;
    } finally {
      done();
    }
  }

  return {
    of(record, size, format) {
      const name = `${record.content_hash}-${size}.${format}`;
      const existing = underWay.get(name) ?? make(name, record, size, format).finally(() => underWay.delete(name));
      underWay.set(name, existing);
      return existing;
    },
  };
}
