import { useEffect, useRef } from "preact/hooks";
import type { ChangeView } from "../address/use-view.ts";
import type { View } from "../address/view.ts";
import type { UsedModel } from "../api/models.ts";
import type { Answer } from "../api/search-images.ts";
import { ServiceProblem } from "../api/service-problem.ts";
import { Filters } from "../filters/filters.tsx";
import { ProblemText } from "../frame/problem-text.tsx";
import { Grid } from "./grid.tsx";
import { More } from "./more.tsx";
import { Summary } from "./summary.tsx";
import type { Pages } from "./use-pages.ts";

interface ResultsProps {
  view: View;
  pages: Pages;
  /** Whether words alone are asked: a presence there is only of words. */
  hasPresence: boolean;
  model?: UsedModel;
  onChange: ChangeView;
  onOpen: (id: string) => void;
}

/** What was found, with the filters beside it. */
export function Results({ view, pages, hasPresence, model, onChange, onOpen }: ResultsProps) {
  const { first, hits, error, loading, more, again } = pages;
  const found = useRef<HTMLElement>(null);
  /** The first tile of a page that was asked for: it gets the focus once it is there. */
  const awaited = useRef<{ first?: Answer; tile: number } | null>(null);
  useEffect(() => {
    if (awaited.current?.first !== first) awaited.current = null;
    const tile = awaited.current && found.current!.querySelectorAll<HTMLElement>("a.tile")[awaited.current.tile];
    if (!tile) return;
    awaited.current = null;
    tile.focus();
  }, [first, hits.length]);
  const lastOpen = useRef(view.image);
  useEffect(() => {
    if (view.image === undefined && lastOpen.current) {
      found.current!.querySelector<HTMLElement>(`a.tile[href="?image=${CSS.escape(lastOpen.current)}"]`)?.focus();
    }
    lastOpen.current = view.image;
  }, [view.image]);
  const onMore =
    more &&
    (() => {
      awaited.current = { first, tile: hits.length };
      more();
    });
  return (
    <div class="results-layout">
      <Filters
        view={view}
        hasPresence={hasPresence}
        matching={loading ? undefined : first?.matching}
        onChange={onChange}
      />
      <main class="results" aria-busy={loading} ref={found}>
        {error && (
          <>
            <ProblemText error={error} />
            {error instanceof ServiceProblem && error.retryable && (
              <button type="button" class="more" onClick={again}>
                Try again
              </button>
            )}
          </>
        )}
        {first && !error && (
          <>
            <Summary answer={first} hits={hits} view={view} model={model} onChange={onChange} />
            {hits.length > 0 && <Grid hits={hits} onOpen={onOpen} onMore={onMore} />}
            {hits.length === 0 && <p class="nothing">Nothing passes. Lower the presence, or take a filter away.</p>}
            <More pages={pages} onMore={() => onMore?.()} />
          </>
        )}
      </main>
    </div>
  );
}
