import type { ProbeDifference, SelfTestResult } from "@lesion-atlas/encoder";
import { formatBytes } from "./numbers.ts";
import { formatTable } from "./table.ts";

/** The answer of `lesion models verify`. */
export interface VerificationAnswer {
  id: string;
  fingerprint: string;
  files: readonly { name: string; state: string; bytes?: number; sha256?: string }[];
  /** Absent where nothing was recorded. */
  self_test?: SelfTestResult;
  /** Where it was asked for. */
  python?: ProbeDifference & { library: string };
  problems: readonly string[];
  notice: string;
}

/** The answer for a person: the files, what was computed, the verdict. */
export function verificationText(answer: VerificationAnswer): string {
  const columns = [
    { title: "file" },
    { title: "size", align: "right" },
    { title: "state" },
    { title: "sha256" },
  ] as const;
  const rows = answer.files.map(({ name, state, bytes, sha256 }) => [
    name,
    bytes === undefined ? "" : formatBytes(bytes),
    state,
    sha256,
  ]);
  const { self_test: selfTest, python } = answer;
  const computed = [
    selfTest
      ? `self-test: within ${differenceText(selfTest)}, allowed ${selfTest.tolerance.toExponential(0)}`
      : "self-test: nothing was recorded of this model; lesion models import records it",
    ...(python ? [`${python.library}: within ${differenceText(python)}`] : []),
  ];
  const verdict =
    answer.problems.length === 0
      ? `${answer.id} is as it was imported, fingerprint ${answer.fingerprint}.`
      : `${answer.problems.join("\n")}\n${answer.id} is not as it was imported.`;
  return `${formatTable(columns, rows)}\n${computed.join("\n")}\n${verdict}\n${answer.notice}\n`;
}

function differenceText({ cosine, component, worst }: ProbeDifference): string {
  return `1 - cosine ${cosine.toExponential(1)}, component ${component.toExponential(1)} (worst: ${worst})`;
}
