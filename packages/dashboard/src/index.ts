export { builtPage } from "./built-page.ts";
