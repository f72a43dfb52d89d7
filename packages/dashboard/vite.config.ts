import { defineConfig } from "vite";

/** Relative addresses, so that the page works under any path that the service is mounted at. */
export default defineConfig({
  root: "src/page",
  base: "./",
  build: { outDir: "../../dist", emptyOutDir: true, target: "es2023", assetsInlineLimit: 0, modulePreload: false },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
