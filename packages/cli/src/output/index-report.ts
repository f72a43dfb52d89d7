import type { Reject } from "@lesion-atlas/core";
import type { IndexProgress, PrunePlan } from "@lesion-atlas/indexer";
import type { Events } from "./events.ts";
import { formatCount } from "./numbers.ts";
import { printable } from "./printable.ts";
import { createProgress } from "./progress.ts";
import type { TerminalStream } from "./terminal.ts";

/** What an index run tells while it goes on: to a person on stderr, and to a program as events. */
export interface IndexReport {
  warn(sentence: string): void;
  progress(progress: IndexProgress): void;
  reject(reject: Reject): void;
  /** Stored images whose files have gone, where they are not deleted. */
  gone(plan: PrunePlan): void;
  finish(): void;
}

const eventEveryMs = 1000;
/** Keys named in a sentence or an event. */
const namedKeys = 10;

export function createIndexReport(err: TerminalStream, events: Events, { quiet }: { quiet: boolean }): IndexReport {
  const line = createProgress(err, { unit: "images", quiet });
  let emittedAt = -Infinity;

  function warn(sentence: string): void {
    line.remark(printable(sentence));
    events.emit({ event: "warning", message: sentence });
  }

  return {
    warn,
    progress(state) {
      const { done, total, imagesPerSecond, secondsLeft, stored, unchanged, updated, rejected } = state;
      const counts = { unchanged, updated, rejected };
      line.update({ done, total, perSecond: imagesPerSecond, secondsLeft, counts });
      if (performance.now() - emittedAt < eventEveryMs && done !== total) return;
      emittedAt = performance.now();
      events.emit({
        event: "progress",
        done,
        total,
        stored,
        ...counts,
        images_per_second: Number(imagesPerSecond.toFixed(2)),
        seconds_left: secondsLeft === undefined ? undefined : Math.round(secondsLeft),
      });
    },
    reject(reject) {
      line.remark(printable(`rejected ${reject.file}: ${reject.reason}`));
      events.emit({ event: "reject", ...reject });
    },
    gone({ gone, stored, archiveName, location }) {
      if (gone.length === 0) return;
      const keys = gone.slice(0, namedKeys).map(({ key }) => key);
      const more = gone.length > keys.length ? ", ..." : "";
      line.remark(
        printable(
          `${formatCount(gone.length)} of the ${formatCount(stored)} stored images of ${archiveName} have gone from ` +
            `${location} (${keys.join(", ")}${more}); --prune deletes them`,
        ),
      );
      events.emit({ event: "gone", images: gone.length, stored, keys });
    },
    finish: line.finish,
  };
}
