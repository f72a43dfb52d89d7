import { useEffect, useRef } from "preact/hooks";
import type { ChangeView } from "../address/use-view.ts";
import type { View } from "../address/view.ts";
import type { UsedModel } from "../api/models.ts";
import { type Answer, nextPage, searchImages } from "../api/search-images.ts";
import { Filters } from "../filters/filters.tsx";
import { filterOf } from "../filters/filter-json.ts";
import { ProblemText } from "../frame/problem-text.tsx";
import { Grid } from "./grid.tsx";
import { More } from "./more.tsx";
import { Summary } from "./summary.tsx";
import { usePages } from "./use-pages.ts";

/** Images a page. */
const pageSize = 60;

interface ResultsProps {
  view: View;
  upload?: File;
  model?: UsedModel;
  onChange: ChangeView;
  onOpen: (id: string) => void;
  onShown: (ids: readonly string[]) => void;
}

/** What was found, with the filters beside it. */
export function Results({ view, upload, model, onChange, onOpen, onShown }: ResultsProps) {
  const { concepts, like, picks, cut } = view;
  const filter = filterOf(picks);
  const query = JSON.stringify([
    concepts,
    like,
    upload && [upload.name, upload.size, upload.lastModified],
    filter,
    cut,
  ]);
  const pages = usePages(
    query,
    (options) => searchImages({ concepts, like, upload, filter, cut, limit: pageSize }, options),
    (cursor, options) => nextPage({ cursor, limit: pageSize }, options),
  );
  const { first, hits, error, loading, more } = pages;
  const found = useRef<HTMLElement>(null);
  /** The first tile of a page that was asked for: it gets the focus once it is there. */
  const awaited = useRef<{ first?: Answer; tile: number } | null>(null);
  useEffect(() => {
    onShown(hits.map(({ id }) => id));
    if (awaited.current?.first !== first) awaited.current = null;
    const tile = awaited.current && found.current!.querySelectorAll<HTMLElement>("a.tile")[awaited.current.tile];
    if (!tile) return;
    awaited.current = null;
    tile.focus();
  }, [first, hits.length]);
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
        hasPresence={concepts.length > 0 && !upload && like === undefined}
        matching={loading ? undefined : first?.matching}
        onChange={onChange}
      />
      <main class="results" aria-busy={loading} ref={found}>
        {error && <ProblemText error={error} />}
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
