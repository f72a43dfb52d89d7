import type { CallOptions } from "@lesion-atlas/core";
import pLimit from "p-limit";

/**
 * Does the work for every value, so many at a time. The first failure stops what is under way and what has not begun;
 * it is thrown when all has come to rest.
 */
export async function eachOrNone<Value, Answer>(
  values: readonly Value[],
  concurrency: number,
  work: (value: Value, options: CallOptions) => Promise<Answer>,
  { signal }: CallOptions = {},
): Promise<Answer[]> {
  const slots = pLimit(concurrency);
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const failures: unknown[] = [];
  const answers = await Promise.all(
    values.map((value) =>
      slots(async () => {
        if (failures.length > 0) return undefined;
        try {
          return await work(value, { signal: either });
        } catch (thrown) {
          failures.push(thrown);
          stop.abort();
          return undefined;
        }
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
  return answers as Answer[];
}
