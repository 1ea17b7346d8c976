import { PassThrough } from "node:stream";
import { Wallet } from "ethers";
import { expect, test } from "vitest";
import { PosthumanError } from "@posthuman/sdk";
import { createLogger, type LoggerOptions } from "./createLogger.ts";

const wallet = Wallet.createRandom();
const rpcUrl = "https://rpc.example/v3/5e55c0de5e55c0de";

function logger(options: Partial<LoggerOptions> = {}) {
  const stream = new PassThrough();
  const log = createLogger({
    level: "info",
    format: "json",
    stream,
    secrets: [wallet.privateKey, rpcUrl],
    now: () => new Date(0),
    ...options,
  });
  return { log, lines: () => String(stream.read() ?? "") };
}

test("writes one JSON object a line, from its level up", () => {
  const { log, lines } = logger();
  log.debug("Hidden.");
  log.info("Leased a job.", { job: "0x12", fee: 5n });
  expect(lines()).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"Leased a job.","job":"0x12","fee":"5"}\n',
  );
});

test("writes for a terminal, and no text from outside forges a line", () => {
  const { log, lines } = logger({ format: "pretty" });
  log.warn("Refused.", { reason: "a\n00:00:01 INFO  b" });
  expect(lines()).toBe("00:00:00 WARN  Refused. reason=a 00:00:01 INFO  b\n");
});

const key = wallet.privateKey;
const bytes = Buffer.from(key.slice(2), "hex");
test.each([
  ["as it is", key],
  ["inside of a text", `signed with ${key}, sent`],
  ["without its prefix", key.slice(2)],
  ["in upper case", key.slice(2).toUpperCase()],
  ["in base64", bytes.toString("base64")],
  ["as a number", BigInt(key).toString()],
])("never shows a key: %s", (_, text) => {
  const { log, lines } = logger();
  const cause = new Error(`inner ${text}`);
  log.error(`At start ${text}`, {
    plain: text,
    nested: { list: [text] },
    error: new Error(`outer ${text}`, { cause }),
    posthuman: new PosthumanError("RPC_UNREACHABLE", { url: text }, { cause }),
  });
  const shown = lines();
  for (const form of [key.slice(2), bytes.toString("base64"), BigInt(key).toString()]) {
    expect(shown.toLowerCase()).not.toContain(form.toLowerCase());
  }
});

test("never shows bytes, telling fields, credentials in URLs, or long texts whole", () => {
  const { log, lines } = logger();
  const weights = new Float32Array([1.5, 2.5]);
  log.error("Failed.", {
    weights,
    buffer: Buffer.from("private words"),
    prompt: "private words",
    password: "private words",
    parameters: { text: "private words" },
    url: "http://user:private@host/x",
    rpcUrl,
    essay: "private words ".repeat(100),
  });
  const shown = lines();
  expect(shown).toContain("[8 bytes]");
  expect(shown.match(/private words/g)?.length).toBeLessThan(40);
  for (const secret of ["user:private", "5e55c0de", "1.5"]) expect(shown).not.toContain(secret);
});
