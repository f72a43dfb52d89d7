import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Hit } from "../api/search-images.ts";
import { useAnswer } from "../use-answer.ts";

/** The pages of one ranking that were asked for so far. */
export interface Pages {
  /** The first page's answer: what was searched and how many pass. */
  first?: Answer;
  hits: readonly Hit[];
  /** Of the first page. */
  error?: Error;
  loading: boolean;
  /** Asks for the next page; undefined where there is none, or where it is awaited. */
  more?: () => void;
  /** Why the next page did not come; `more` may be called again. */
  moreError?: Error;
  loadingMore: boolean;
  /** Begins again at the first page, as a cursor that has expired needs it. */
  again: () => void;
}

interface Later {
  first?: Answer;
  answers: readonly Answer[];
  loading: boolean;
  error?: Error;
}

const none: Later = { answers: [], loading: false };

/**
 * The first page of what `ask` finds, asked again whenever `key` changes, and the pages behind its cursor as they are
 * asked for.
 */
export function usePages(
  key: string,
  ask: (options: { signal: AbortSignal }) => Promise<Answer>,
  next: (cursor: string, options: { signal: AbortSignal }) => Promise<Answer>,
): Pages {
  const [attempt, setAttempt] = useState(0);
  const { value: first, error, loading } = useAnswer(`${key} ${attempt}`, ask);
  const [kept, setKept] = useState(none);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), [first]);
  const later = kept.first === first ? kept : none;
  const answers = first ? [first, ...later.answers] : [];
  const cursor = answers.at(-1)?.next_cursor;
  const more = () => {
    const controller = new AbortController();
    asking.current = controller;
    setKept({ first, answers: later.answers, loading: true });
    next(cursor!, { signal: controller.signal }).then(
      (answer) => controller.signal.aborted || setKept({ first, answers: [...later.answers, answer], loading: false }),
      (problem: Error) =>
        controller.signal.aborted || setKept({ first, answers: later.answers, loading: false, error: problem }),
    );
  };
  return {
    first,
    hits: answers.flatMap(({ hits }) => hits),
    error,
    loading,
    more: cursor === undefined || later.loading || loading ? undefined : more,
    moreError: later.error,
    loadingMore: later.loading,
    again: () => setAttempt(attempt + 1),
  };
}
