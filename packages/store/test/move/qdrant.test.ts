import { afterAll, beforeAll, describe } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { embeddedPlace } from "./embedded-place.ts";
import { testMigration } from "./migration.ts";
import { qdrantMovedPlace } from "./qdrant-place.ts";

describe.skipIf(!hasQdrant)(`on a real server${needsQdrant}`, () => {
  let server: QdrantServer;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());

  testMigration("embedded to Qdrant", embeddedPlace, () => qdrantMovedPlace(server.url));
  testMigration("Qdrant to embedded", () => qdrantMovedPlace(server.url), embeddedPlace);
});
