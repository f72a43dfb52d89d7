import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { type ServeOptions, defaultServeOptions, serveSearch } from "../serve-search.ts";
import { embeddingCacheOption } from "./embedding-cache.ts";
import { collect, numberBetween } from "./options.ts";

/** `lesion serve`. */
export function addServe(program: Command, run: RunCommand): void {
  program
    .command("serve")
    .summary("serve the store over HTTP: the page and the API")
    .description(
      "Serve the store over HTTP: the page at /, and an API described at /openapi.json and /docs. Without keys (lesion " +
        "keys create) it listens to this machine alone. Ctrl-C lets what is under way end.",
    )
    .addOption(
      new Option("--host <host>", "address to listen on; one that other machines reach needs a key").default(
        defaultServeOptions.host,
      ),
    )
    .addOption(portOption())
    .option(
      "--allow-host <name>",
      "another name under which it may be asked for, beside localhost and that of --host; may be given again",
      collect,
    )
    .option(
      "--allow-origin <origin>",
      "a page of another origin that may ask, such as https://atlas.example (default: none); may be given again",
      collect,
    )
    .addOption(
      new Option("--rate-limit <n>", "requests a minute of one key, twice as many of one address; 0 for no limit")
        .default(defaultServeOptions.rateLimit)
        .argParser(numberBetween(0, 1e6, { whole: true })),
    )
    .option("--worker", "also work on queued index runs (LESION_REDIS_URL); the store may be empty")
    .addOption(embeddingCacheOption())
    .addHelpText(
      "after",
      exampleText([
        "lesion serve",
        "lesion serve --store qdrant:http://localhost:6333 --port 8080",
        "lesion keys create dashboard && lesion serve --host 0.0.0.0 --allow-host atlas.example",
      ]),
    )
    .action((options: ServeOptions, command: Command) => run(command, (context) => serveSearch(options, context)));
}

/** `--port P`. */
export function portOption(): Option {
  return new Option("--port <port>", "port to listen on; 0 for any that is free")
    .default(defaultServeOptions.port)
    .argParser(numberBetween(0, 65_535, { whole: true }));
}
