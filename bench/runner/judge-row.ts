import type { BenchRow } from "../bench.ts";
import { median, medianRatio } from "./statistics.ts";

/** A row with what is read off its runs; this is what the table shows and the result's file holds. */
export interface JudgedRow extends BenchRow {
  median: number;
  peerMedian?: number;
  /** Median of the paired ratios ours / peer. */
  ratio?: number;
  /** `none`: the row has no target. `skipped`: its target is on a ratio, and the peer was skipped. */
  verdict: "met" | "missed" | "none" | "skipped";
}

/** @throws Error when a side has no run or the sides are no pairs */
export function judgeRow(row: BenchRow): JudgedRow {
  const { ours, peer, peerName, target } = row;
  if (ours.length === 0) throw new Error(`the row "${row.figure}" has no runs`);
  const ratio = peer && medianRatio(ours, peer);
  const judged = { ...row, median: median(ours), peerMedian: peer && median(peer), ratio };
  if (!target) return { ...judged, verdict: "none" };
  if (!peer && peerName) return { ...judged, verdict: "skipped" };
  return { ...judged, verdict: holds(target, ratio ?? judged.median) ? "met" : "missed" };
}

function holds(target: NonNullable<BenchRow["target"]>, value: number): boolean {
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}
