import type { Reporter, TestCase, TestModule } from "vitest/node";
import { knownSkips } from "./known-skips.ts";

const reasonIn = /\(skipped: (?<reason>[^)]+)\)/;

/** Prints what was skipped and why, and the counts; in CI a skip that nobody announced fails the run. */
export default function skipReporter(): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[]) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const having = (state: string) => tests.filter((test) => test.result().state === state);
      const filtered = process.argv.some((argument) => argument === "-t" || argument.startsWith("--testNamePattern"));
      const skipped = filtered ? [] : having("skipped");
      const unknown = skipped.filter((test) => !isKnown(test));
      if (skipped.length > 0) console.log("\nSkipped:");
      for (const test of skipped)
        console.log(`  ${isKnown(test) ? " " : "!"} ${test.module.relativeModuleId}: ${test.fullName}`);
      for (const remedy of new Set(skipped.map((test) => reasonOf(test)?.remedy)))
        if (remedy) console.log(`\n${remedy}`);
      if (unknown.length > 0) {
        console.log(
          `\n${unknown.length} skipped without a reason that holds on this machine (test/support/known-skips.ts)`,
        );
        if (process.env.CI) process.exitCode = 1;
      }
      console.log(
        `\nTests: ${having("passed").length} passed, ${having("failed").length} failed, ${skipped.length} skipped`,
      );
    },
  };
}

function isKnown(test: TestCase): boolean {
  return reasonOf(test)?.holds === true;
}

function reasonOf(test: TestCase): (typeof knownSkips)[number] | undefined {
  const reason = reasonIn.exec(test.fullName)?.groups?.reason;
  return reason === undefined ? undefined : knownSkips.find((known) => known.holds && known.reason.test(reason));
}
