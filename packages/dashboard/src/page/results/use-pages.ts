import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Hit } from "../api/search-images.ts";
import { ServiceProblem } from "../api/service-problem.ts";
import { useAnswer } from "../use-answer.ts";

/** The pages of one ranking that were asked for so far. */
export interface Pages {
  /** The first page's answer: what was searched and how many pass. */
  first?: Answer;
  hits: readonly Hit[];
  /** Of the first page; `again` may be called. */
  error?: Error;
  loading: boolean;
  /** Asks for the next page; undefined where there is none, or where it is awaited. */
  more?: () => void;
  /** Why the next page did not come; `more` may be called again, unless it has expired. */
  moreError?: Error;
  loadingMore: boolean;
  /** The service no longer keeps this ranking: `again` is the way on. */
  hasExpired: boolean;
  /** Searches again, for as many hits as are there now at least. */
  again: () => void;
}

interface Later {
  first?: Answer;
  answers: readonly Answer[];
  loading: boolean;
  error?: Error;
}

interface PageOptions {
  limit: number;
  signal: AbortSignal;
}

/** Images a page. */
const pageSize = 60;
/** The most that the service gives at once. */
const largestPage = 1000;

const none: Later = { answers: [], loading: false };

/**
 * The first page of what `ask` finds, asked again whenever `key` changes, and the pages behind its cursor as they are
 * asked for.
 *
 * @param key says all that `ask` depends on; undefined asks nothing
 */
export function usePages(
  key: string | undefined,
  ask: (options: PageOptions) => Promise<Answer>,
  next: (cursor: string, options: PageOptions) => Promise<Answer>,
): Pages {
  const [renewal, setRenewal] = useState({ key, times: 0, wanted: 0 });
  const { times, wanted } = renewal.key === key ? renewal : { times: 0, wanted: 0 };
  const limitAfter = (count: number) => Math.min(largestPage, Math.max(pageSize, wanted - count));
  const {
    value: first,
    error,
    loading,
  } = useAnswer(key && `${key} ${times}`, ({ signal }) => ask({ limit: limitAfter(0), signal }));
  const [kept, setKept] = useState(none);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), [first]);
  const later = kept.first === first ? kept : none;
  const answers = first ? [first, ...later.answers] : [];
  const hits = answers.flatMap((answer) => answer.hits);
  const cursor = answers.at(-1)?.next_cursor;
  const load = () => {
    const controller = new AbortController();
    asking.current = controller;
    setKept({ first, answers: later.answers, loading: true });
    next(cursor!, { limit: limitAfter(hits.length), signal: controller.signal }).then(
      (answer) => controller.signal.aborted || setKept({ first, answers: [...later.answers, answer], loading: false }),
      (problem: Error) =>
        controller.signal.aborted || setKept({ first, answers: later.answers, loading: false, error: problem }),
    );
  };
  const more = cursor === undefined || later.loading || loading ? undefined : load;
  const moreError = loading ? undefined : later.error;
  useEffect(() => {
    if (hits.length > 0 && hits.length < wanted && !moreError) more?.();
  }, [first, hits.length, wanted]);
  return {
    first,
    hits,
    error,
    loading,
    more,
    moreError,
    loadingMore: later.loading,
    hasExpired: moreError instanceof ServiceProblem && moreError.status === 404,
    again: () => setRenewal({ key, times: times + 1, wanted: Math.max(wanted, hits.length) }),
  };
}
