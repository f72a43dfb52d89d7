import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether a small file system in memory can be mounted: it takes Linux, and root in more than a container's name. */
export const canMount = tryToMount();
/** Appended to the name of a test that needs one. */
export const needsMount = canMount ? "" : " (skipped: no tmpfs can be mounted)";

function tryToMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const place = mkdtempSync(join(tmpdir(), "lesion-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}
