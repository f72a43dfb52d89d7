import { Readable } from "node:stream";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeFormula } from "@lesion-atlas/core";
import { scalarCell, unescapeFormula } from "../src/tables/cells.ts";
import { readTable } from "../src/tables/read-table.ts";

/** In pieces of a few bytes, as no file system gives them, so that every cut inside a character is tried. */
function streamOf(text: string | Uint8Array, pieceBytes = 7): Readable {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, n) =>
    bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes),
  );
  return Readable.from(pieces, { objectMode: false });
}

async function rowsOf(text: string): Promise<(readonly string[])[]> {
  const table = await readTable("t.csv", streamOf(text));
  return [table.columns, ...Array.from({ length: table.rowCount }, (_, row) => table.cells(row))];
}

describe("reading a table", () => {
  test("byte order mark, quotes, line breaks in cells, any line end, TAB and semicolon", async () => {
    expect(await rowsOf('\uFEFFa,b\r\n"x, ""y""\nz",2\r\n\r\n3,é\r\n')).toEqual([
      ["a", "b"],
      ['x, "y"\nz', "2"],
      ["3", "é"],
    ]);
    expect(await rowsOf("a\tb\n1,5\t2")).toEqual([
      ["a", "b"],
      ["1,5", "2"],
    ]);
    expect(await rowsOf("a;b;c\n1,5;2;3")).toEqual([
      ["a", "b", "c"],
      ["1,5", "2", "3"],
    ]);
  });

  test("malformed rows are left out and named by line, the others are kept", async () => {
    const table = await readTable("t.csv", streamOf('a,b\n1,2\n3\n"4\n4",5\n6,7,8\n9,10"x\n'));
    expect(Array.from({ length: table.rowCount }, (_, row) => table.cells(row))).toEqual([
      ["1", "2"],
      ["4\n4", "5"],
      ["9", '10"x'],
    ]);
    expect(table.warnings).toEqual([
      "t.csv: 2 malformed rows (line 3: 1 cells instead of 2, line 6: 3 cells instead of 2) left out",
    ]);
  });

  test("a quote that is never closed is an error that names its line", async () => {
    await expect(readTable("t.csv", streamOf('a,b\n1,2\n3,"4\n5,6\n'))).rejects.toMatchObject({
      code: "invalid_input",
      message: "t.csv cannot be read from line 3 on: a quote that opens there is never closed",
    });
    const endless = Readable.from(
      (function* () {
        yield Buffer.from('a,b\n1,"');
        for (let n = 0; n < 1000; n++) yield Buffer.alloc(100_000, "x");
      })(),
    );
    await expect(readTable("t.csv", endless)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("an empty table and one in another encoding are refused, garbled cells are counted", async () => {
    await expect(readTable("t.csv", streamOf(""))).rejects.toMatchObject({ code: "invalid_input" });
    await expect(readTable("t.csv", streamOf(Buffer.from("a,b\n1,2\n", "utf16le")))).rejects.toMatchObject({
      code: "invalid_input",
    });
    const table = await readTable("t.csv", streamOf(Buffer.from("a,b\n1,\xe9\n", "latin1")));
    expect(table.warnings).toEqual(["t.csv: 1 rows hold characters that are not UTF-8; save it as UTF-8"]);
  });

  test("columns without a name or with a repeated one are left out", async () => {
    const table = await readTable("t.csv", streamOf(",a,b,a\n0,1,2,3\n"));
    expect(table.columns).toEqual(["a", "b"]);
    expect(table.cells(0)).toEqual(["1", "2"]);
    expect(table.warnings).toHaveLength(1);
  });

  test("400,000 rows are held in little more than their text", async () => {
    const row = (n: number) => `ISIC_${String(n).padStart(7, "0")},MILK study team,CC-BY-NC,60,head/neck,Malignant\n`;
    function* chunks() {
      yield Buffer.from("isic_id,attribution,copyright_license,age_approx,anatom_site_general,diagnosis_1\n");
      for (let n = 0; n < 400_000; n += 1000)
        yield Buffer.from(Array.from({ length: 1000 }, (_, m) => row(n + m)).join(""));
    }
    const before = process.memoryUsage();
    const table = await readTable("t.csv", Readable.from(chunks(), { objectMode: false }));
    globalThis.gc?.();
    const after = process.memoryUsage();
    expect(table.rowCount).toBe(400_000);
    expect(table.cells(399_999)).toEqual(row(399_999).trim().split(","));
    const text = 400_000 * row(0).length;
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(3 * text);
  });
});

describe("cells", () => {
  test("are numbers only as programs write them", () => {
    expect(["0", "-3", "7.0", "0.25", "1e-05", "9007199254740991"].map(scalarCell)).toEqual([
      0, -3, 7, 0.25, 1e-5, 9007199254740991,
    ]);
    for (const text of [
      "007",
      "12E4",
      "+1",
      "1,5",
      "0x10",
      "NaN",
      "Infinity",
      "9007199254740993",
      "1e+400",
      "1.",
      ".5",
      " 1",
    ]) {
      expect(scalarCell(text)).toBe(text);
    }
    expect(["True", "FALSE", "yes"].map(scalarCell)).toEqual([true, false, "yes"]);
  });

  test("formulas escape and come back, whatever the text", () => {
    expect(["=1+1", "+1", "-1", "@x", "a=b", "\t=x", ""].map(escapeFormula)).toEqual([
      "\t=1+1",
      "\t+1",
      "\t-1",
      "\t@x",
      "a=b",
      "\t=x",
      "",
    ]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\t[=+\-@]/.test(text));
        expect(unescapeFormula(escapeFormula(text))).toBe(text);
        expect(escapeFormula(text)).not.toMatch(/^[=+\-@]/);
      }),
    );
  });
});
