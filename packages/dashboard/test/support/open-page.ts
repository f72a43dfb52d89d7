import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiKey, serveApp } from "@lesion-atlas/search-api";
import { chromium } from "playwright-core";
import { build } from "vite";
import { findChromium } from "../../../../test/support/find-chromium.ts";
import { openService } from "../../../search-api/test/support/service.ts";

/** The page as its sources stand, served by a service of 12 drawn images, in a Chromium. */
export async function openPage() {
  const pageFolder = mkdtempSync(join(tmpdir(), "lesion-page-"));
  const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));
  const root = fileURLToPath(new URL("../../src/page", import.meta.url));
  await build({ configFile, root, logLevel: "error", build: { outDir: pageFolder } });
  const service = await openService();
  const server = await serveApp(service.app({ pageFolder }), { host: "127.0.0.1", port: 0 });
  const large = await openService({}, { images: 130 });
  let largeServer = await serveApp(large.app({ pageFolder }), { host: "127.0.0.1", port: 0 });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const problems: string[] = [];
  const { token } = await createApiKey(service.ports.catalog, { name: "reader", scopes: ["read"] });
  const keyed = await serveApp(service.app({ pageFolder, access: "keys" }), { host: "127.0.0.1", port: 0 });
  return {
    service,
    url: server.url,
    /** The same behind a key, and the key. */
    keyed: { url: keyed.url, token },
    /** The same over 130 images. */
    largeUrl: largeServer.url,
    /** As if the process over the 130 images had ended and were there again: it keeps no search of the one before. */
    async restartLarge() {
      const { port } = new URL(largeServer.url);
      await largeServer.close();
      largeServer = await serveApp(large.app({ pageFolder }), { host: "127.0.0.1", port: Number(port), graceMs: 0 });
    },
    /** What the console said and what was asked of other origins; nothing is right. */
    problems,
    /** A new window. */
    async visit(path: string, settings: Parameters<typeof browser.newPage>[0] = {}) {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, ...settings });
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) problems.push(message.text());
      });
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("request", (request) => {
        if (!/^(blob:|data:)/.test(request.url()) && new URL(request.url()).hostname !== "127.0.0.1")
          problems.push(request.url());
      });
      await page.goto(new URL(path, server.url).href);
      return page;
    },
    async close() {
      await browser.close();
      await Promise.all([server.close(), keyed.close(), largeServer.close()]);
      await Promise.all([service.close(), large.close()]);
      rmSync(pageFolder, { recursive: true, force: true });
    },
  };
}
