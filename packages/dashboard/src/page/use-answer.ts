import { useEffect, useState } from "preact/hooks";

/** An answer that is awaited: the last one stays until the next is there. */
export interface Awaited<T> {
  value?: T;
  error?: Error;
  loading: boolean;
}

/**
 * Asks whenever `key` changes and drops what is no longer wanted.
 *
 * @param key says all that `ask` depends on; undefined asks nothing and forgets
 */
export function useAnswer<T>(
  key: string | undefined,
  ask: (options: { signal: AbortSignal }) => Promise<T>,
): Awaited<T> {
  const [state, setState] = useState<Awaited<T>>({ loading: key !== undefined });
  useEffect(() => {
    if (key === undefined) return setState({ loading: false });
    const controller = new AbortController();
    setState(({ value }) => ({ value, loading: true }));
    ask({ signal: controller.signal }).then(
      (value) => controller.signal.aborted || setState({ value, loading: false }),
      (error: Error) => controller.signal.aborted || setState({ error, loading: false }),
    );
    return () => controller.abort();
  }, [key]);
  return state;
}
