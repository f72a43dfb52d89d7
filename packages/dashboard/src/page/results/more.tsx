import { ServiceProblem } from "../api/service-problem.ts";
import { ProblemText } from "../frame/problem-text.tsx";
import type { Pages } from "./use-pages.ts";

/** The way to the next page of a ranking, and what keeps it from coming. */
export function More({ pages, onMore }: { pages: Pages; onMore: () => void }) {
  const { more, moreError, loadingMore, again } = pages;
  if (!more && !loadingMore) return null;
  const hasExpired = moreError instanceof ServiceProblem && moreError.status === 404;
  return (
    <>
      {moreError && <ProblemText error={moreError} />}
      <button type="button" class="more" aria-disabled={loadingMore} onClick={hasExpired ? again : onMore}>
        {loadingMore ? "Loading …" : hasExpired ? "Search again" : "Show more"}
      </button>
    </>
  );
}
