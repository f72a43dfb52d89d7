import { Stopped } from "./stopped.tsx";
import type { Pages } from "./use-pages.ts";

/** The way to the next page of a ranking, or what keeps it from coming. */
export function More({ pages, onMore }: { pages: Pages; onMore: () => void }) {
  const { more, moreError, loadingMore } = pages;
  if (moreError) return <Stopped pages={pages} onMore={onMore} />;
  if (!more && !loadingMore) return null;
  return (
    <button type="button" class="more" aria-disabled={loadingMore} onClick={onMore}>
      {loadingMore ? "Loading …" : "Show more"}
    </button>
  );
}
