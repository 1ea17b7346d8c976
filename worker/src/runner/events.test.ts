import { execFileSync } from "node:child_process";
import { appendFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/fixtures.ts";
import { tailEvents, type JobEvent } from "./events.ts";

let scratch: ReturnType<typeof temporaryFolder>;
let file: string;
let events: JobEvent[];
beforeEach(() => {
  scratch = temporaryFolder();
  file = join(scratch.path, "events.jsonl");
  events = [];
});
afterEach(() => scratch[Symbol.dispose]());

const tail = () => tailEvents(file, (event) => events.push(event));
const hash = "ab".repeat(32);

describe("tailEvents", () => {
  it("passes on each kind of event as it is appended", async () => {
    const lines = [
      { event: "start", algorithm: "train", total: 120 },
      { event: "progress", step: 10, total: 120, loss: 6.1, tokens_per_s: 900, eta_s: 33 },
      {
        event: "checkpoint",
        step: 50,
        weights: hash,
        optimizer: hash,
        rng: hash,
        cursor: { epoch: 1 },
        loss: 5.2,
      },
      { event: "metrics", metrics: { bits_per_byte: { parent: 3, child: 2.5 }, gain: 0.5 } },
      { event: "metrics", metrics: { metric: { name: "f1", parent: 0, child: 1 }, gain: 1 } },
      { event: "error", code: "DATASET_EMPTY", args: { name: "a.txt" } },
      { event: "end" },
    ];
    const events_ = await tail();
    await events_.look();
    for (const line of lines) {
      const text = JSON.stringify(line);
      appendFileSync(file, text.slice(0, 5));
      await events_.look();
      appendFileSync(file, text.slice(5) + "\n");
      await events_.look();
    }
    expect(events).toEqual(lines);
    expect(events_.lastError()).toEqual(lines[5]);
  });

  it("begins after what an earlier run wrote, and takes a last line without an end", async () => {
    writeFileSync(file, '{"event":"error","code":"OLD_ERROR","args":{}}\n');
    const followed = await tail();
    appendFileSync(file, '{"event":"end"}');
    await followed.look();
    expect(events).toEqual([]);
    await followed.finish();
    expect(events).toEqual([{ event: "end" }]);
    expect(followed.lastError()).toBeUndefined();
  });

  it.each<[string, string]>([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["null", "null"],
    ["an unknown event", '{"event":"exec","command":"rm"}'],
    ["an infinite number", '{"event":"progress","step":1,"total":2,"loss":1e999}'],
    ["a number in words", '{"event":"progress","step":"1","total":2}'],
    ["a count below zero", '{"event":"progress","step":-1,"total":2}'],
    ["a hash that is none", '{"event":"checkpoint","step":1,"weights":"../x"}'],
    ["long words where numbers belong", `{"event":"metrics","metrics":{"gain":"${"x".repeat(99)}"}}`],
    ["a code that is none", '{"event":"error","code":"<script>","args":{}}'],
    [
      "too many values",
      JSON.stringify({
        event: "metrics",
        metrics: Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`a${i}`, i])),
      }),
    ],
    ["a long line", `{"event":"end","x":"${"x".repeat(70_000)}"}`],
    ["deep nesting", "[".repeat(60_000)],
    ["bytes that are no text", "\xff\xfe\0"],
  ])("drops a line with %s, and goes on", async (_, line) => {
    const followed = await tail();
    writeFileSync(file, Buffer.from(`${line}\n{"event":"end"}\n`, "latin1"));
    await followed.finish();
    expect(events).toEqual([{ event: "end" }]);
  });

  it("keeps nothing of a line without end but that it is one", async () => {
    const followed = await tail();
    for (let i = 0; i < 20; i++) {
      appendFileSync(file, "x".repeat(200_000));
      await followed.look();
    }
    appendFileSync(file, '\n{"event":"end"}\n');
    await followed.finish();
    expect(events).toEqual([{ event: "end" }]);
  });

  it("leaves prototypes alone, drops unknown fields, and shortens words", async () => {
    const followed = await tail();
    writeFileSync(
      file,
      `{"event":"error","code":"A_CODE","args":{"__proto__":{"polluted":1},"a":"${"x".repeat(500)}"},"__proto__":{"b":1}}\n` +
        `{"event":"error","code":"A_CODE","args":{"constructor":"x","a":"${"y".repeat(500)}"},"secret":"z"}\n`,
    );
    await followed.finish();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    const last = events.at(-1);
    expect(last).toEqual({ event: "error", code: "A_CODE", args: { constructor: "x", a: "y".repeat(200) } });
    for (const event of events) expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  });

  it("passes on floods of progress in part only, and all else", async () => {
    const followed = await tail();
    const progress = '{"event":"progress","step":1,"total":2}\n'.repeat(3000);
    writeFileSync(file, `${progress}{"event":"metrics","metrics":{"gain":1}}\n`);
    await followed.look();
    await followed.finish();
    expect(events.length).toBeLessThan(60);
    expect(events.at(-1)?.event).toBe("metrics");
  });

  it("reads through no link and waits for no pipe", async () => {
    const other = join(scratch.path, "other");
    writeFileSync(other, '{"event":"end"}\n');
    symlinkSync(other, file);
    await (await tail()).finish();
    execFileSync("rm", [file]);
    execFileSync("mkfifo", [file]);
    await (await tail()).finish();
    expect(events).toEqual([]);
  });
});
