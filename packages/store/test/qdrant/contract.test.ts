import { afterAll, beforeAll, describe } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { testVectorStore } from "../contract/index.ts";
import { qdrantPlace } from "./place.ts";

describe.skipIf(!hasQdrant)(`on a real server${needsQdrant}`, () => {
  let server: QdrantServer;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());

  testVectorStore("Qdrant", () => qdrantPlace(server.url), {
    skip: [
      {
        test: "while another process writes, a search sees whole batches",
        reason: "Qdrant applies a write in pieces of 32 points and has no transactions",
      },
    ],
  });
});
