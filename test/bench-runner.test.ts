import { describe, expect, test } from "vitest";
import { parseArguments } from "../bench/runner/arguments.ts";
import { interleave } from "../bench/runner/interleave.ts";
import { judgeRow } from "../bench/runner/judge-row.ts";
import { tableLines } from "../bench/runner/table.ts";

const program = (code: string) => ({ command: process.execPath, args: ["-e", code] });
const figures = (text: string) => program(`console.log("a line before"); console.log(${JSON.stringify(text)})`);

describe("a row's verdict", () => {
  const row = { figure: "search", unit: "ms", ours: [10, 40, 30], peer: [10, 10, 20] };

  test("the ratio is the median of the paired ratios, not the ratio of the medians", () => {
    expect(judgeRow(row)).toMatchObject({ median: 30, peerMedian: 10, ratio: 1.5, verdict: "none" });
  });

  test("bounds hold on the ratio where there is a peer, else on ours, and are skipped with the peer", () => {
    expect(judgeRow({ ...row, target: { atMost: 1.5 } }).verdict).toBe("met");
    expect(judgeRow({ ...row, target: { atMost: 1.4 } }).verdict).toBe("missed");
    expect(judgeRow({ ...row, target: { atLeast: 1.6 } }).verdict).toBe("missed");
    expect(judgeRow({ ...row, peer: undefined, target: { atMost: 20 } }).verdict).toBe("missed");
    expect(judgeRow({ ...row, peer: undefined, peerName: "no Python", target: { atMost: 1 } }).verdict).toBe("skipped");
  });

  test("runs that are no pairs are refused", () => {
    expect(() => judgeRow({ ...row, peer: [1, 2] })).toThrow("3 runs of ours and 2 of the peer");
  });

  test("the table shows medians, spread, ratio, target and verdict", () => {
    const [, line] = tableLines([judgeRow({ ...row, peerName: "numpy", target: { atMost: 1.4 } })]);
    expect(line).toMatch(/^search +30 \(10-40\) ms +10 \(10-20\) ms, numpy +1\.5 +<= 1\.4 +missed$/);
  });
});

describe("rounds of processes", () => {
  test("figures of the last line, one a round, and the wall time", async () => {
    const samples = await interleave({ ours: figures('{"ms": 2}'), peer: figures('{"ms": 3}') }, 2, () => {});
    expect(samples.ours.ms).toEqual([2, 2]);
    expect(samples.peer.ms).toEqual([3, 3]);
    expect(samples.ours.wall_ms).toHaveLength(2);
  });

  test("a process that fails or prints no figures is named with what it said", async () => {
    const failing = program('console.error("out of paper"); process.exit(4)');
    await expect(interleave({ ours: failing }, 1, () => {})).rejects.toThrow(/ended with 4:\nout of paper/);
    await expect(interleave({ ours: figures('{"ms": "2"}') }, 1, () => {})).rejects.toThrow("no object of numbers");
  });
});

test("--runs takes a whole number", () => {
  expect(parseArguments(["search", "--runs", "5"])).toMatchObject({ names: ["search"], runs: 5 });
  expect(() => parseArguments(["--runs", "0"])).toThrow("from 1 on");
});
