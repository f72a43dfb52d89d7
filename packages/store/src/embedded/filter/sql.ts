/** A piece of SQL and the values of its question marks. */
export interface Sql {
  text: string;
  values: (string | number)[];
}

export const always: Sql = { text: "1", values: [] };
export const never: Sql = { text: "0", values: [] };

export function not(sql: Sql): Sql {
  return { text: `NOT (${sql.text})`, values: sql.values };
}

/** Joins conditions as a balanced tree: SQLite refuses an expression that is 1,000 deep, and `a AND b AND ...` is as deep as long. */
export function join(parts: readonly Sql[], operator: "AND" | "OR"): Sql {
  if (parts.length === 0) return operator === "AND" ? always : never;
  if (parts.length === 1) return parts[0];
  const half = parts.length >> 1;
  const [left, right] = [join(parts.slice(0, half), operator), join(parts.slice(half), operator)];
  return { text: `(${left.text} ${operator} ${right.text})`, values: left.values.concat(right.values) };
}
