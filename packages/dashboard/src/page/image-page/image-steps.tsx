import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../frame/icons.tsx";
import type { Pages } from "../results/use-pages.ts";

/** Where an image stands among what was found, and the ways to its neighbours. */
export interface ImageSteps {
  /** From 0; -1 for an image that was not found by this search. */
  place: number;
  /** Undefined where the way ends. */
  toPrevious?: () => void;
  /** Behind the last image that is there it asks for the next page, and goes on once that has come. */
  toNext?: () => void;
}

/** The steps from image `id` along the pages of a ranking. */
export function useImageSteps(id: string, pages: Pages, onOpen: (id: string) => void): ImageSteps {
  const { hits, more, hasExpired } = pages;
  const place = hits.findIndex((hit) => hit.id === id);
  const previous = place < 0 ? undefined : hits[place - 1];
  const next = place < 0 ? undefined : hits[place + 1];
  /** The image from which the next page was asked for. */
  const waitsAt = useRef<string | null>(null);
  useEffect(() => {
    if (waitsAt.current !== id || !next) return;
    waitsAt.current = null;
    onOpen(next.id);
  }, [hits.length]);
  const askForMore =
    place < 0 || hasExpired || !more
      ? undefined
      : () => {
          waitsAt.current = id;
          more();
        };
  return {
    place,
    toPrevious: previous && (() => onOpen(previous.id)),
    toNext: next ? () => onOpen(next.id) : askForMore,
  };
}

/** The steps as two buttons with the place between them. */
export function ImageStepButtons({ steps, pages }: { steps: ImageSteps; pages: Pages }) {
  const { place, toPrevious, toNext } = steps;
  const { hits, loading, loadingMore } = pages;
  if (place < 0) return null;
  return (
    <span class="image-steps">
      <StepButton name="left" label="Previous image" onStep={toPrevious} />
      <span class="muted" aria-live="polite">
        {loading || loadingMore ? "Loading …" : `${place + 1} of ${hits.length} shown`}
      </span>
      <StepButton name="right" label="Next image" onStep={toNext} />
    </span>
  );
}

function StepButton({ name, label, onStep }: { name: "left" | "right"; label: string; onStep?: () => void }) {
  return (
    <button type="button" class="plain-button" aria-label={label} disabled={!onStep} onClick={onStep}>
      <Icon name={name} />
    </button>
  );
}
