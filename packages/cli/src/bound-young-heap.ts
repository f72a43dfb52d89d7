import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's young generation at the size it has: it doubles up to 128 MiB, and never shrinks in a process that is never idle,
 * however little of it is in use. For processes that go on for days; measured in docs/queue.md.
 */
export function boundYoungHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
