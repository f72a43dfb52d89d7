import { defineConfig } from "vite";

/** The first browsers with `light-dark()`: for older ones it would be rewritten so that the theme cannot be chosen. */
const cssTarget = ["chrome123", "firefox120", "safari17.5"];

/** Relative addresses, so that the page works under any path that the service is mounted at. */
export default defineConfig({
  root: "src/page",
  base: "./",
  build: {
    outDir: "../../dist",
    emptyOutDir: true,
    target: "es2023",
    cssTarget,
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
