import type { ApiKey, Scope } from "@lesion-atlas/search-api";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { formatTable } from "../output/table.ts";

const scopeNames: readonly Scope[] = ["read", "curate", "index", "admin"];

/** `lesion keys create | list | revoke`. */
export function addKeys(program: Command, run: RunCommand): void {
  const keys = program
    .command("keys")
    .summary("API keys of lesion serve")
    .description(
      "API keys of lesion serve. With the first key every request needs one, sent as Authorization: Bearer KEY; a service " +
        "that runs already must be started again to ask for keys.",
    )
    .addHelpText(
      "after",
      exampleText(["lesion keys create dashboard", "lesion keys list", "lesion keys revoke 3f9c0a1b2c4d"]),
    );
  keys
    .command("create")
    .summary("make a key; it is shown once and stored hashed")
    .description(
      "Make a key and print it on stdout, once; only its hash is stored. Scopes: read searches and shows; curate also " +
        "writes on images (classes, calibrations); index also indexes; admin does everything.",
    )
    .argument("<name>", "whose key it is")
    .addOption(
      new Option("--scope <scopes>", "what it may do, with commas between: read, curate, index, admin")
        .default(["read"], "read")
        .argParser(readScopes),
    )
    .addHelpText(
      "after",
      exampleText([
        "lesion keys create dashboard",
        "lesion keys create anna --scope curate",
        "lesion keys create ci --scope index --json",
      ]),
    )
    .action((name: string, { scope }: { scope: Scope[] }, command: Command) =>
      run(command, async (context) => {
        const { createApiKey } = await import("@lesion-atlas/search-api");
        const key = await createApiKey(await catalogOf(context), { name, scopes: scope }, context);
        const text = () => `${key.token}\n`;
        printAnswer(context.terminal, context.config, { ...shown(key), token: key.token }, text);
        if (!context.config.quiet)
          context.terminal.err.write(`The key ${key.id} is shown once and can never be read again.\n`);
      }),
    );
  keys
    .command("list")
    .summary("every key, without its secret")
    .description("List every key with its scopes, revoked ones too; secrets are stored nowhere.")
    .addHelpText("after", exampleText(["lesion keys list", "lesion keys list --json"]))
    .action((_options: object, command: Command) =>
      run(command, async (context) => {
        const { listApiKeys } = await import("@lesion-atlas/search-api");
        const listed = (await listApiKeys(await catalogOf(context), context)).map(shown);
        printAnswer(context.terminal, context.config, { keys: listed }, keysText);
      }),
    );
  keys
    .command("revoke")
    .summary("take a key back; a running service forgets it within five seconds")
    .description("Take a key back for ever. A running service forgets it within five seconds.")
    .argument("<id>", "as lesion keys list shows it, 12 hex digits")
    .addHelpText("after", exampleText(["lesion keys revoke 3f9c0a1b2c4d"]))
    .action((id: string, _options: object, command: Command) =>
      run(command, async (context) => {
        const { revokeApiKey } = await import("@lesion-atlas/search-api");
        const key = await revokeApiKey(await catalogOf(context), id, context);
        printAnswer(context.terminal, context.config, shown(key), () => `The key ${id} is revoked.\n`);
      }),
    );
}

const catalogOf = ({ composition }: CommandContext) => composition.catalog();

function shown({ id, name, scopes, createdAt, revokedAt }: ApiKey) {
  return { id, name, scopes, created_at: createdAt, revoked_at: revokedAt };
}

function keysText({ keys }: { keys: ReturnType<typeof shown>[] }): string {
  if (keys.length === 0) return "There is no key: lesion keys create NAME makes one.\n";
  const rows = keys.map((key) => [key.id, key.name, key.scopes.join(","), key.created_at, key.revoked_at ?? ""]);
  const columns = ["id", "name", "scopes", "created", "revoked"].map((title) => ({ title }));
  return formatTable(columns, rows);
}

function readScopes(text: string): Scope[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !scopeNames.some((scope) => scope === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no scope ${unknown}; use ${scopeNames.join(", ")}.`);
  return names as Scope[];
}
