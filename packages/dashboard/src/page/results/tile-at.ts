/**
 * Where a key leads in a grid that flows.
 *
 * @param from index of the tile that has the focus
 * @param tops where each tile begins, in pixels; tiles of one row begin alike
 * @returns an index, or undefined where the key leads nowhere
 */
export function tileAt(key: string, from: number, tops: readonly number[]): number | undefined {
  const columns = tops.filter((top) => top === tops[0]).length;
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    Home: 0,
    End: tops.length - 1,
  }[key];
  return to !== undefined && to >= 0 && to < tops.length ? to : undefined;
}
