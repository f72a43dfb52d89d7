import { useEffect, useState } from "preact/hooks";
import type { ChangeView } from "../address/use-view.ts";
import type { View } from "../address/view.ts";
import type { UsedModel } from "../api/models.ts";
import { searchImages } from "../api/search-images.ts";
import { Filters } from "../filters/filters.tsx";
import { filterOf } from "../filters/filter-json.ts";
import { ProblemText } from "../frame/problem-text.tsx";
import { useAnswer } from "../use-answer.ts";
import { Grid } from "./grid.tsx";
import { Summary } from "./summary.tsx";

/** Images a page. */
const pageSize = 60;
/** The service's own limit. */
const most = 1000;

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
  const [more, setMore] = useState({ query, limit: pageSize });
  const limit = more.query === query ? more.limit : pageSize;
  const answer = useAnswer(`${query} ${limit}`, (options) =>
    searchImages({ concepts, like, upload, filter, cut, limit }, options),
  );
  const { value, error, loading } = answer;
  useEffect(() => onShown(value?.hits.map(({ id }) => id) ?? []), [value]);
  const left = value ? Math.min(value.matching, most) - value.hits.length : 0;
  return (
    <div class="results-layout">
      <Filters
        view={view}
        hasPresence={concepts.length > 0 && !upload && like === undefined}
        matching={loading ? undefined : value?.matching}
        onChange={onChange}
      />
      <main class="results" aria-busy={loading}>
        {error && <ProblemText error={error} />}
        {value && !error && (
          <>
            <Summary answer={value} view={view} model={model} onChange={onChange} />
            {value.hits.length > 0 && <Grid hits={value.hits} onOpen={onOpen} />}
            {value.hits.length === 0 && (
              <p class="nothing">Nothing passes. Lower the presence, or take a filter away.</p>
            )}
            {left > 0 && value.hits.length >= limit && (
              <button type="button" class="more" onClick={() => setMore({ query, limit: Math.min(most, limit + 120) })}>
                Show more
              </button>
            )}
          </>
        )}
      </main>
    </div>
  );
}
