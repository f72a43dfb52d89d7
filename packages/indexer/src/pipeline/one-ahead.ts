/**
 * The same values, each asked for while the one before is being used. Ends only when the source has come to rest, also
 * when the consumer leaves early.
 */
export async function* oneAhead<Value>(source: AsyncIterable<Value>): AsyncGenerator<Value> {
  const values = source[Symbol.asyncIterator]();
  let next = ask();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = ask();
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await values.return?.();
  }

  /** A failure is thrown when the value is due; until then nobody looks at it. */
  function ask(): Promise<IteratorResult<Value>> {
    const asked = values.next();
    asked.catch(() => undefined);
    return asked;
  }
}
