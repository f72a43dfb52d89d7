import { embeddedPlace } from "./embedded-place.ts";
import { testMigration } from "./migration.ts";

testMigration("embedded to embedded", embeddedPlace, embeddedPlace);
