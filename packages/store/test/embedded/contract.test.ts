import { testCatalog, testVectorStore } from "../contract/index.ts";
import { catalogPlace, embeddedPlace } from "./place.ts";

testVectorStore("embedded", embeddedPlace);
testCatalog("embedded", catalogPlace);
