import { describe, expect, test } from "vitest";
import { filterSql } from "../../src/embedded/filter/filter-sql.ts";

describe("a filter as SQL", () => {
  test("of more conditions than SQLite plans in time is refused with the way out", () => {
    const should = Array.from({ length: 5_001 }, (_, n) => ({ key: "key", match: { value: `${n}` } }));
    expect(filterSql({ should: should.slice(1) }).values.length).toBe(5_000);
    expect(() => filterSql({ should })).toThrow(expect.objectContaining({ code: "too_large" }));
  });

  test("keeps values out of its text", () => {
    const value = `'; DROP TABLE images; --`;
    const sql = filterSql({
      must: [
        { key: `extra.${value}`, match: { value } },
        { key: "sex", match: { any: [value] } },
      ],
    });
    expect(sql.text).not.toContain("DROP");
    expect(sql.values.join(" ")).toContain("DROP");
  });
});
