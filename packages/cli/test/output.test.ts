import { describe, expect, test } from "vitest";
import { createEvents } from "../src/output/events.ts";
import { formatBytes, formatCount, formatDuration } from "../src/output/numbers.ts";
import { printable } from "../src/output/printable.ts";
import { createProgress } from "../src/output/progress.ts";
import { formatTable } from "../src/output/table.ts";
import { capturedTerminal } from "./support/captured-terminal.ts";

describe("formatTable", () => {
  test("aligns, cuts long cells and draws no borders", () => {
    const table = formatTable(
      [{ title: "#", align: "right" }, { title: "key", longest: 5 }, { title: "file" }],
      [
        ["1", "ISIC_0024310", "a/b.jpg"],
        ["10", "x", undefined],
      ],
    );
    expect(table).toBe(" #  key    file\n 1  ISIC…  a/b.jpg\n10  x\n");
  });

  test("an archive's text cannot steer the terminal", () => {
    expect(printable("a\u001b[31mb\nc\u202e")).toBe("a\ufffd[31mb c\ufffd");
    expect(formatTable([{ title: "key" }], [["\u001b]0;title\u0007"]])).not.toContain("\u001b");
  });
});

describe("numbers", () => {
  test.each([
    [0, "0 s"],
    [0.04, "0.1 s"],
    [0.44, "0.4 s"],
    [0.96, "1 s"],
    [8.4, "8 s"],
    [59.6, "1 min 00 s"],
    [125, "2 min 05 s"],
    [4800, "1 h 20 min"],
  ])("%d seconds are %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test.each([
    [999, "999 B"],
    [1000, "1.0 kB"],
    [1_710_000_000, "1.7 GB"],
    [123_456_789, "123 MB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test("counts have commas", () => expect(formatCount(25_331)).toBe("25,331"));
});

describe("progress", () => {
  const state = { done: 100, total: 800, perSecond: 50, secondsLeft: 14, counts: { rejected: 2, updated: 0 } };

  test("in a terminal one line is rewritten, with rate, time left and what went wrong", () => {
    const { err } = capturedTerminal({ isTerminal: true });
    let now = 0;
    const progress = createProgress(err, { unit: "images", clock: () => now });
    progress.update(state);
    expect(err.text).toBe("\r\u001b[K100 of 800 images, 12 %, 50.0 a second, 14 s left, 2 rejected");
    progress.remark("ISIC_1 is broken");
    expect(err.text).toContain("\r\u001b[KISIC_1 is broken\n\r\u001b[K100 of 800");
    const before = err.text;
    now = 50;
    progress.update({ done: 101, total: 800 });
    expect(err.text).toBe(before);
    progress.finish();
    expect(err.text).toBe(`${before}\r\u001b[K`);
  });

  test("where nobody watches, a whole line every ten seconds", () => {
    const { err } = capturedTerminal();
    let now = 0;
    const progress = createProgress(err, { unit: "images", clock: () => now });
    for (now = 1000; now <= 25_000; now += 1000) progress.update({ done: now, perSecond: 1000 });
    progress.finish();
    expect(err.text).toBe("10,000 images, 1,000 a second\n20,000 images, 1,000 a second\n");
  });

  test("a line is cut at the width of the terminal", () => {
    const { err } = capturedTerminal({ isTerminal: true, columns: 20 });
    createProgress(err, { unit: "images", clock: () => 0 }).update(state);
    expect(err.text).toBe("\r\u001b[K100 of 800 images, ");
  });

  test("quiet says nothing", () => {
    const { err } = capturedTerminal({ isTerminal: true });
    const progress = createProgress(err, { unit: "images", quiet: true, clock: () => 0 });
    progress.update(state);
    progress.remark("x");
    progress.finish();
    expect(err.text).toBe("");
  });
});

test("events are lines of JSON, and only with --json", () => {
  const { out } = capturedTerminal();
  createEvents(out, false).emit({ event: "start" });
  expect(out.text).toBe("");
  const events = createEvents(out, true);
  expect(events.begun).toBe(false);
  events.emit({ event: "done", stored: 3 });
  expect(events.begun).toBe(true);
  expect(out.text).toBe('{"event":"done","stored":3}\n');
});
