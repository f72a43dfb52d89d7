import { testVectorStore } from "../contract/index.ts";
import { embeddedPlace } from "./place.ts";

testVectorStore("embedded", embeddedPlace);
