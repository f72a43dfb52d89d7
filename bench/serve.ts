import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { serveNotes, serveRows } from "./serve/rows.ts";

export const bench: Bench = {
  name: "serve",
  describe: "the search service over 100,000 images in the embedded store: 1, 8 and 200 clients",
  async run(context) {
    const rows = [];
    for (const model of ["random", "demo"] as const) {
      const store = `sqlite:${join(context.scratch, `${model}.sqlite`)}`;
      rows.push(...(await serveRows(context, model, { model, store })));
    }
    return { rows, notes: serveNotes };
  },
};
