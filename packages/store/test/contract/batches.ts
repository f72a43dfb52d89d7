import type { Point } from "@lesion-atlas/core";
import { axis, testModel, testPoint, testRecord } from "./images.ts";

/** The model of the tests with several processes. */
export const processModel = testModel("processes", 64);
/** Images of one batch. */
export const batchSize = 100;

/** Batch `number` of a writer: its images know writer and batch. */
export function batchOf(writer: string, number: number): Point[] {
  return Array.from({ length: batchSize }, (_, n) =>
    testPoint(
      testRecord(`${writer} ${number} ${n}`, { group: writer, age_approx: number }),
      processModel,
      axis(n % 64, 64),
    ),
  );
}
