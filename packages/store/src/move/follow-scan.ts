import type { StoredImage } from "@lesion-atlas/core";

/** A scan that is read beside another one. */
export interface FollowedScan {
  /** The image of that id, if the scan has one. Ids must be asked for in ascending order. */
  at(id: string): Promise<StoredImage | undefined>;
  close(): Promise<void>;
}

/** @param images by id ascending, as `VectorStore.scan` gives them */
export function followScan(images: AsyncIterable<StoredImage>): FollowedScan {
  const iterator = images[Symbol.asyncIterator]();
  let current: IteratorResult<StoredImage> | undefined;
  return {
    async at(id) {
      current ??= await iterator.next();
      while (!current.done && current.value.id < id) current = await iterator.next();
      return !current.done && current.value.id === id ? current.value : undefined;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
