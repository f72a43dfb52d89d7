import { afterAll, beforeAll, describe } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { testCatalog } from "../contract/index.ts";
import { qdrantCatalogPlace } from "./catalog-place.ts";

describe.skipIf(!hasQdrant)(`on a real server${needsQdrant}`, () => {
  let server: QdrantServer;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());

  testCatalog("Qdrant", () => qdrantCatalogPlace(server.url));
});
