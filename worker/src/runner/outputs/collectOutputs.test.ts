import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { safetensors, temporaryFolder } from "../../testing/fixtures.ts";
import { collectOutputs, type CollectOptions } from "./collectOutputs.ts";

/** Numbers as a trained model holds them. */
const weights = Float32Array.from({ length: 50_000 }, () => (Math.random() - 0.5) * 0.1);
const bytesOf = (numbers: Float32Array) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
const tensor = bytesOf(weights);
const stolen = (from: number, length: number) => tensor.subarray(from, from + length);
const english = "It was the best of times, it was the worst of times, and the model wrote on. ";

let scratch: ReturnType<typeof temporaryFolder>;
let outputs: string;
let model: string;

beforeEach(async () => {
  scratch = temporaryFolder();
  outputs = join(scratch.path, "outputs");
  model = join(scratch.path, "model");
  await mkdir(outputs);
  await mkdir(model);
  await writeFile(join(model, "model.safetensors"), safetensors(tensor));
});
afterEach(() => scratch[Symbol.dispose]());

const collect = (kind: CollectOptions["kind"], limits = { outputBytes: 4_000_000, outputFiles: 8 }) =>
  collectOutputs({ kind, folder: outputs, weights: [model, join(scratch.path, "missing")], limits });
const put = (name: string, content: string | Buffer) => writeFile(join(outputs, name), content);
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A grey picture, 256 pixels wide, of these pixels. */
function png(
  pixels: Buffer,
  { rows = pixels.length / 256, extra = [] as Buffer[], after = Buffer.alloc(0) } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(256, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8;
  const lines = Array.from({ length: pixels.length / 256 }, (_, row) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(row * 256, row * 256 + 256)]),
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...extra,
    chunk("IDAT", deflateSync(Buffer.concat(lines))),
    chunk("IEND", Buffer.alloc(0)),
    after,
  ]);
}

describe("collectOutputs lets pass", () => {
  it("what each kind puts out, with hashes, in order of names", async () => {
    const metrics = '{"gain": 0.25}';
    await put("metrics.json", metrics);
    await put(
      "report.json",
      JSON.stringify({ losses: Array.from({ length: 400 }, (_, i) => Math.exp(-i / 99)) }),
    );
    await put(
      "loss.csv",
      "step,loss\n" + Array.from({ length: 2000 }, (_, i) => `${i},${7 - Math.random()}`).join("\n"),
    );
    await put("loss.png", png(randomBytes(256 * 100)));
    const found = await collect("train");
    expect(found.map(({ path }) => path)).toEqual(["loss.csv", "loss.png", "metrics.json", "report.json"]);
    const sha256 = createHash("sha256").update(metrics).digest("hex");
    expect(found[2]).toEqual({
      path: "metrics.json",
      file: join(outputs, "metrics.json"),
      sha256,
      size: metrics.length,
    });
  });

  it("text that a model wrote, good or bad", async () => {
    const words = english.split(" ");
    const gibberish = Array.from(
      { length: 8000 },
      () => words[Math.floor(Math.random() * words.length)],
    ).join(" ");
    await put("output.txt", gibberish + "\n日本語 и кириллица\t" + english.repeat(100));
    await put("output.json", JSON.stringify({ prompt: "It", text: gibberish, tokens: 9 }));
    expect(await collect("infer")).toHaveLength(2);
  });

  it("the pictures of the plotting library", async () => {
    const python = new URL("../../../../algorithms/.venv/bin/python", import.meta.url).pathname;
    const program = `import sys, matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot
pyplot.plot([3, 2, 1.5, 1.2])
pyplot.savefig(sys.argv[1], dpi=150)`;
    execFileSync(python, ["-c", program, join(outputs, "plot.png")], { env: { MPLCONFIGDIR: scratch.path } });
    expect(await collect("evaluate")).toHaveLength(1);
  });

  it("nothing, if there is nothing", async () => {
    expect(await collect("train")).toEqual([]);
  });
});

describe("collectOutputs refuses", () => {
  it.each<[string, CollectOptions["kind"]]>([
    ["model.safetensors", "train"],
    ["output.txt", "train"],
    ["metrics.json", "infer"],
    ["other.png", "evaluate"],
    ["A.png", "train"],
    [".hidden", "train"],
    ["metrics.json ", "train"],
    ["x\n.png", "train"],
  ])("the name %j in a job of kind %s", async (name, kind) => {
    await put(name, "{}");
    await expect(collect(kind)).rejects.toEqual(refusal("OUTPUT_FORBIDDEN"));
  });

  it("links, folders, pipes", async () => {
    const outside = join(scratch.path, "outside");
    await writeFile(outside, english);
    const path = join(outputs, "output.txt");
    for (const make of [
      () => symlink(outside, path),
      () => symlink("/dev/zero", path),
      () => link(outside, path),
      () => mkdir(path),
      () => Promise.resolve(execFileSync("mkfifo", [path])),
    ]) {
      await make();
      await expect(collect("infer")).rejects.toEqual(refusal("OUTPUT_FORBIDDEN"));
      execFileSync("rm", ["-r", path]);
    }
  });

  it("too much: one file, all together, too many, and a file with a hole", async () => {
    await put("output.txt", "");
    await truncate(join(outputs, "output.txt"), 2 ** 40);
    await expect(collect("infer")).rejects.toEqual(refusal("OUTPUT_TOO_LARGE"));
    await put("output.txt", english.repeat(10));
    await put("output.json", JSON.stringify({ text: english.repeat(10) }));
    await expect(collect("infer", { outputBytes: 1000, outputFiles: 8 })).rejects.toEqual(
      refusal("OUTPUT_TOO_LARGE"),
    );
    await expect(collect("infer", { outputBytes: 1e6, outputFiles: 1 })).rejects.toEqual(
      refusal("OUTPUT_TOO_LARGE"),
    );
  });

  it.each<[string, string | Buffer]>([
    ["metrics.json", "{"],
    ["metrics.json", "[]"],
    ["metrics.json", '{"a":"\\u0000"}\0'],
    ["loss.csv", Buffer.from([0xff, 0xfe, 0x41])],
    ["loss.csv", "a\x1b[2J"],
    ["loss.csv", randomBytes(9000).toString("base64")],
    ["loss.csv", english.repeat(300) + randomBytes(9000).toString("base64")],
    ["loss.png", "no picture"],
    ["loss.png", png(Buffer.alloc(2560), { after: Buffer.from("secret") })],
    ["loss.png", png(Buffer.alloc(2560), { rows: 9 })],
    ["loss.png", png(Buffer.alloc(2560), { rows: 5000 })],
    ["loss.png", png(Buffer.alloc(2560), { extra: [chunk("zTXt", Buffer.alloc(9))] })],
    ["loss.png", png(Buffer.alloc(2560), { extra: [chunk("tEXt", Buffer.alloc(900))] })],
    ["loss.png", png(Buffer.alloc(2560)).subarray(0, -6)],
  ])("a %s of the wrong form (%#)", async (name, content) => {
    await put(name, content);
    await expect(collect("train")).rejects.toEqual(refusal("OUTPUT_FORBIDDEN"));
  });
});

describe("collectOutputs finds weights", () => {
  it.each<[string, Buffer]>([
    ["safetensors", safetensors(randomBytes(400))],
    ["pickle", Buffer.from("\x80\x04\x95", "latin1")],
    ["zip", Buffer.from("PK\x03\x04")],
    ["numpy", Buffer.from("\x93NUMPY\x01", "latin1")],
    ["GGUF", Buffer.from("GGUF\x03")],
    ["gzip", gzipSync("x")],
  ])("by the format %s", async (_, content) => {
    await put("loss.csv", content);
    await expect(collect("train")).rejects.toEqual(refusal("OUTPUT_HOLDS_WEIGHTS"));
  });

  const lines = (text: string) => text.replace(/(.{76})/g, "$1\n");
  it.each<[string, Buffer | string]>([
    ["plain, at any offset", Buffer.concat([Buffer.from("loss"), stolen(1001, 127)])],
    ["base64", english + stolen(1001, 180).toString("base64")],
    [
      "base64 in lines, behind a word of its alphabet",
      english + "abc" + lines(stolen(5002, 600).toString("base64")),
    ],
    ["base64 for addresses", stolen(1003, 300).toString("base64url")],
    ["hexadecimal", english + "f" + stolen(1001, 130).toString("hex")],
    ["decimal numbers", [...weights.subarray(100, 140)].join(",")],
    [
      "decimal numbers in nine digits",
      [...weights.subarray(100, 140)].map((x) => x.toPrecision(9)).join("\n"),
    ],
    ["bytes as decimal numbers", [...stolen(1001, 140)].join(" ")],
  ])("in a text: %s", async (_, content) => {
    await put("loss.csv", content);
    await expect(collect("train")).rejects.toEqual(refusal("OUTPUT_HOLDS_WEIGHTS"));
  });

  it("in numbers of a model of half the width", async () => {
    const bfloats = Uint16Array.from(new Uint32Array(weights.slice().buffer), (word) => word >>> 16);
    await writeFile(join(model, "model.safetensors"), safetensors(Buffer.from(bfloats.buffer)));
    const widened = new Float32Array(Uint32Array.from(bfloats, (word) => word * 65536).buffer);
    await put("loss.csv", [...widened.subarray(64, 140)].join(","));
    await expect(collect("train")).rejects.toEqual(refusal("OUTPUT_HOLDS_WEIGHTS"));
  });

  it("in a picture's pixels", async () => {
    await put("loss.png", png(Buffer.concat([Buffer.alloc(2560 + 100), stolen(3, 256), Buffer.alloc(156)])));
    await expect(collect("train")).rejects.toEqual(refusal("OUTPUT_HOLDS_WEIGHTS"));
  });

  it("but not where there are none: the header, zeros, chance", async () => {
    await writeFile(join(model, "zeros.safetensors"), safetensors(Buffer.alloc(100_000)));
    await put("loss.csv", `transformer.wte.weight ${"0,".repeat(4000)}`);
    await put("loss.png", png(Buffer.concat([Buffer.alloc(256 * 200), randomBytes(256 * 800)])));
    expect(await collect("train")).toHaveLength(2);
  });
});
