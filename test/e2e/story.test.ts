import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../scripts/demo/report.ts";

const run = promisify(execFile);

describe("the seven steps", () => {
  let folder: string;
  let report: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthuman-story-"));
    const { stdout } = await run(process.execPath, ["scripts/demo.ts", "--json", "--out", folder], {
      maxBuffer: 2 ** 26,
    });
    report = JSON.parse(stdout) as Report;
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("settles every job", () => {
    expect(report.jobs.map(({ kind, model }) => `${kind} ${model}`)).toEqual([
      "train M1",
      "train M2",
      "infer M3",
      "evaluate M3",
    ]);
    expect(report.jobs.map(({ state }) => state)).toEqual(["Born", "Born", "Settled", "Settled"]);
    for (const { resultRoot, gas } of report.jobs) {
      expect(resultRoot).toMatch(/^0x[0-9a-f]{64}$/);
      expect(Object.values(gas).every((units) => units > 21_000)).toBe(true);
    }
  });

  it("gives birth only to models that are better than their parents", () => {
    const [m1, m2, m3] = report.models;
    expect([m1?.parent, m2?.parent, m3?.parent]).toEqual([null, "M1", "M2"]);
    expect(m2!.bitsPerByte).toBeLessThan(m1!.bitsPerByte);
    expect(m3!.bitsPerByte).toBeLessThan(m2!.bitsPerByte);
  });

  it("keeps the weights at Alice's and gives the titles to the trainers", () => {
    expect(report.models.map(({ owner }) => owner)).toEqual(["Alice", "Bob", "Charlie"]);
    expect(report.models.map(({ custodian }) => custodian)).toEqual(["Alice", "Alice", "Alice"]);
    expect(new Set(report.models.map(({ weightsRoot }) => weightsRoot)).size).toBe(3);
  });

  it("shares the birth supplies by halves, exactly", () => {
    expect(report.shares).toEqual({
      M1: { Alice: "0.5", tail: "0.5" },
      M2: { Bob: "0.5", Alice: "0.25", tail: "0.25" },
      M3: { Charlie: "0.5", Bob: "0.25", Alice: "0.125", tail: "0.125" },
    });
  });

  it("answers Derek and puts M3 next to its ancestors and a reference for Elena", () => {
    expect(report.inference.text.length).toBeGreaterThan(0);
    const rows = report.evaluation.rows.map(({ model }) => model);
    expect(rows).toEqual(expect.arrayContaining(["M1", "M2", "M3"]));
    expect(rows.length).toBeGreaterThan(3);
    for (const { bitsPerByte } of report.evaluation.rows) expect(bitsPerByte).toBeGreaterThan(0);
  });

  it("tells Elena whether M3 is worth its price", async () => {
    const page = await readFile(join(folder, "elena", "report.html"), "utf8");
    expect(page).toContain("M3 is better than M2.");
    for (const heading of ["really better", "worth its price", "read this before"])
      expect(page).toContain(heading);
    expect(page).toContain("They cover all trainings, back to the root");
    expect(page).not.toContain("not for sale");
    expect(page).not.toMatch(/<script|<[^>]* (src|href)=/);
  });

  it("leaves a page with pictures, and no weights in any folder that a buyer got", async () => {
    const page = await readFile(join(folder, "index.html"), "utf8");
    const pictures = [...page.matchAll(/<img src="([^"]+)"/g)].map(([, path]) => path!);
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    for (const path of pictures) expect((await stat(join(folder, path))).size).toBeGreaterThan(1000);
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => /\.(safetensors|bin|pt|pth|gguf|npz)$/.test(file))).toEqual([]);
  });
});
