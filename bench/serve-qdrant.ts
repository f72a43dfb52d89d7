import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { withServer } from "./qdrant/with-server.ts";
import { serveNotes, serveRows } from "./serve/rows.ts";

export const bench: Bench = {
  name: "serve-qdrant",
  describe: "the search service over 100,000 x 768 in Qdrant: 1, 8 and 200 clients",
  run: (context) =>
    withServer(join(context.scratch, "qdrant"), async ({ url }) => ({
      rows: await serveRows(context, "random", { model: "random", store: `qdrant:${url}` }),
      notes: [...serveNotes, "Qdrant is a third process on the same cores."],
    })),
};
