/**
 * The same values, up to `size` together; fewer where they come slowly: a batch that is older than `withinMs` when its next
 * value comes ends with it.
 */
export async function* inBatches<Value>(
  values: AsyncIterable<Value>,
  { size, withinMs }: { size: number; withinMs: number },
): AsyncGenerator<Value[]> {
  let batch: Value[] = [];
  let began = performance.now();
  for await (const value of values) {
    batch.push(value);
    if (batch.length < size && performance.now() - began < withinMs) continue;
    yield batch;
    batch = [];
    began = performance.now();
  }
  if (batch.length > 0) yield batch;
}
