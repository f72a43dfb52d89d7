import type { Pages } from "./use-pages.ts";

/** Why a ranking does not go on, and the way on; nothing where it does. @param onMore asks for the next page once more */
export function Stopped({ pages, onMore }: { pages: Pages; onMore: () => void }) {
  const { moreError, hasExpired, again } = pages;
  if (!moreError) return null;
  return (
    <p class="problem stopped" role="alert">
      <span>
        {hasExpired
          ? "The service no longer keeps this search: it does so for a quarter of an hour, or until it is started anew. Your place is kept."
          : moreError.message}
      </span>
      <button type="button" onClick={hasExpired ? again : onMore}>
        {hasExpired ? "Search again" : "Try again"}
      </button>
    </p>
  );
}
