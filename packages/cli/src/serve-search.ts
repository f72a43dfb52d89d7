import { AppError } from "@lesion-atlas/core";
import type { CommandContext } from "./command-context.ts";
import { type Composition, createComposition } from "./compose.ts";
import { createImageSources } from "./image-sources.ts";

/** Where and for whom to serve. */
export interface ServeOptions {
  host: string;
  port: number;
  allowHost?: readonly string[];
  allowOrigin?: readonly string[];
}

export const defaultServeOptions = { host: "127.0.0.1", port: 4600 };

/** Serves the configuration's store until the signal is aborted; what is under way then ends first. */
export async function serveSearch(options: ServeOptions, context: CommandContext): Promise<void> {
  const composition = createComposition(context.config, { resident: true });
  try {
    await serveComposition(options, context, composition);
  } finally {
    await composition.close();
  }
}

async function serveComposition(
  options: ServeOptions,
  { config, terminal, events, signal }: Omit<CommandContext, "composition">,
  composition: Composition,
): Promise<void> {
  const { checkAddress, createMetrics, createSearchApp, instrument, listApiKeys, serveApp } =
    await import("@lesion-atlas/search-api");
  const { host, port, allowHost = [], allowOrigin } = options;
  const catalog = await composition.catalog();
  const keys = (await listApiKeys(catalog, { signal })).filter(({ revokedAt }) => revokedAt === undefined);
  checkAddress(host, keys.length > 0);
  const ports = await composition.searchPorts({ signal });
  const metrics = createMetrics();
  const imageSources = createImageSources(catalog);
  const app = createSearchApp(
    {
      store: instrument(ports.store, "store", metrics),
      encoder: instrument(ports.encoder, "model", metrics),
      catalog,
      imageSources,
      metrics,
    },
    {
      access: keys.length > 0 ? "keys" : "open",
      allowedHosts: ["localhost", "127.0.0.1", "[::1]", host, ...allowHost],
      allowedOrigins: allowOrigin,
      isClosing: () => signal.aborted,
    },
  );
  try {
    const server = await serveApp(app, { host, port });
    try {
      if (config.json) events.emit({ event: "serving", url: server.url, keys: keys.length });
      else terminal.out.write(`\nServing at ${server.url} (description: ${server.url}/docs). Ctrl-C ends.\n`);
      await aborted(signal);
    } finally {
      await server.close();
    }
  } finally {
    await imageSources.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new AppError("cancelled", "the call was cancelled");
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
