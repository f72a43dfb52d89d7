/** `hnswM` as the command writes it: `hnsw_m`. */
export function inSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The same object, and the objects in it, with every key in snake_case. */
export function keysInSnakeCase(object: object): object {
  const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [inSnakeCase(key), isObject(value) ? keysInSnakeCase(value) : value]),
  );
}
