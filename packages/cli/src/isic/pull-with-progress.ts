import type { PullReport, PullRequest } from "@lesion-atlas/indexer";
import type { CommandContext } from "../command-context.ts";
import { formatCount } from "../output/numbers.ts";
import { createProgress } from "../output/progress.ts";

const eventEveryMs = 1000;
/** Vanished images named in a sentence. */
const namedImages = 10;

/**
 * `pullIsic`, with its progress on stderr and as `pulled` events, and what went differently as remarks and `warning`
 * events.
 *
 * @throws AppError what `pullIsic` throws
 */
export async function pullWithProgress(
  request: PullRequest,
  { config, terminal, signal, events }: Omit<CommandContext, "composition">,
): Promise<PullReport> {
  const { pullIsic } = await import("@lesion-atlas/indexer");
  const progress = createProgress(terminal.err, { unit: "photographs", quiet: config.quiet });
  let emittedAt = -Infinity;
  const warn = (message: string) => {
    progress.remark(message);
    events.emit({ event: "warning", message });
  };
  try {
    const report = await pullIsic(request, {
      signal,
      onProgress({ done, total }) {
        progress.update({ done, total });
        if (performance.now() - emittedAt < eventEveryMs && done !== total) return;
        emittedAt = performance.now();
        events.emit({ event: "pulled", done, total });
      },
    });
    const { images, present, vanished, licensesWithoutText } = report;
    if (vanished.length > 0) {
      const names = vanished.slice(0, namedImages).join(", ") + (vanished.length > namedImages ? ", ..." : "");
      warn(`${formatCount(vanished.length)} images are listed by the archive and no longer there: ${names}`);
    }
    if (licensesWithoutText.length > 0) {
      warn(`no text came for the licence ${licensesWithoutText.join(", ")}; licenses/ has the name alone`);
    }
    const there = present > 0 ? `, ${formatCount(present)} of them were there already` : "";
    progress.remark(`${formatCount(images)} photographs of the ISIC Archive in ${request.to}${there}`);
    return report;
  } finally {
    progress.finish();
  }
}
