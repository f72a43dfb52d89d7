/** Images or documents of one answer from the thread: few enough to be unpacked without holding up timers. */
export const pageSize = 512;

/**
 * Walks through everything by id, a page at a time.
 *
 * @param read gives at most `size` items behind the id `after`, by id ascending
 */
export async function* pagesOf<Item extends { id: string }>(
  read: (size: number, after: string | undefined) => Promise<Item[]>,
  after?: string,
): AsyncGenerator<Item, void, undefined> {
  for (;;) {
    const page = await read(pageSize, after);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
  }
}
