import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { serveHttp } from "@posthuman/sdk/testing/serveHttp";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  compile,
  filesIn,
  installFromRegistry,
  installLocally,
  nodeOf,
  packPackages,
  writeProject,
  type Tarballs,
} from "./support/packedPackages.ts";

const run = promisify(execFile);

/** With a registry in reach: install as anyone would, and run on every Node that is supported. */
const withRegistry = process.env["POSTHUMAN_TEST_REGISTRY"] === "1";
const install = withRegistry ? installFromRegistry : installLocally;
const python = join(import.meta.dirname, "../../algorithms/.venv/bin/python");
const nodes = withRegistry ? ["20.20.2", "22.23.3", "24.21.0"] : [];

/** What a page or a service elsewhere would do with the SDK. */
const PROGRAM = `
import { connect, formatAmount, listModels, parseAmount, type Client } from "@posthuman/sdk";
import type { Addresses } from "@posthuman/sdk";

export async function namesOf(client: Client): Promise<string[]> {
  return (await listModels(client)).map(({ name }) => name);
}

declare const process: { argv: string[] };
const [, , rpcUrl, addresses] = process.argv;
const client = await connect({ rpcUrl: rpcUrl!, addresses: JSON.parse(addresses!) as Addresses });
console.log((await namesOf(client)).join(), formatAmount(parseAmount("1.50")));
client.close();
`;

let folder: string;
let market: Market;
let tarballs: Tarballs;
let project: string;
let chain: readonly [rpcUrl: string, addresses: string];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "posthuman-packages-"));
  [market, tarballs] = await Promise.all([startMarket(), packPackages(folder)]);
  await publishRoot(await market.join(), { name: "M1" });
  chain = [market.chain.url, JSON.stringify(market.addresses)];
  project = join(folder, "project");
  writeProject(project, PROGRAM);
  await install(project, tarballs, ["sdk"]);
});
afterAll(async () => {
  await market?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test("hold a build with declarations, and neither sources nor tests", async () => {
  for (const name of ["sdk", "worker", "cli"] as const) {
    const files = await filesIn(tarballs[name]);
    expect(files).toEqual(expect.arrayContaining(["package.json", "LICENSE"]));
    expect(
      files.filter((file) => /\.test\.|(^|\/)(testing|tests|\.venv)\/|(?<!\.d)\.ts$/.test(file)),
    ).toEqual([]);
  }
  const sdk = await filesIn(tarballs.sdk);
  const modules = sdk.filter((file) => file.endsWith(".js"));
  expect(modules.length).toBeGreaterThan(50);
  expect(sdk).toEqual(expect.arrayContaining(modules.map((file) => file.replace(/\.js$/, ".d.ts"))));
  expect(await filesIn(tarballs.worker)).toEqual(
    expect.arrayContaining(["algorithms/uv.lock", "algorithms/src/posthuman_algorithms/__main__.py"]),
  );
});

describe("the SDK in a project elsewhere", () => {
  test("is found by bundlers' rules, and by Node's, in a strict project that checks declarations too", async () => {
    expect(await compile(project, "--noEmit", "--module", "esnext", "--moduleResolution", "bundler")).toBe(
      "",
    );
    expect(await compile(project)).toBe("");
  });

  test("reads models from a chain", async () => {
    const programs = [process.execPath, ...(await Promise.all(nodes.map(nodeOf)))];
    for (const node of programs) {
      const { stdout } = await run(node, [join(project, "program.js"), ...chain]);
      expect(stdout, node).toBe("M1 1.5\n");
    }
  });

  test("is loaded by a browser in 150 kB, without what only operators run into", async () => {
    const entry = `export { connect, formatAmount, listModels } from "@posthuman/sdk";`;
    const { code, inputs } = await bundle(entry);
    expect(gzipSync(code).length).toBeLessThanOrEqual(150_000);
    expect(inputs.some((file) => file.endsWith("/catalogue/request.js"))).toBe(true);
    const left = inputs.filter((file) =>
      /\/(worker|sandbox|store|config|deployment|serving)\.js$/.test(file),
    );
    expect(left).toEqual([]);
    const page = await load<typeof import("@posthuman/sdk")>(code);
    const client = await page.connect({ rpcUrl: chain[0], addresses: market.addresses });
    expect((await page.listModels(client)).map(({ name }) => name)).toEqual(["M1"]);
    client.close();
  });

  test("tells in a browser what a worker says of an error that the browser has no words for", async () => {
    const said = {
      code: "ARTIFACT_MISSING",
      message: "It is gone.",
      cause: "It was deleted.",
      fix: "Bring it.",
    };
    await using worker = await serveHttp((_, response) =>
      response.writeHead(404).end(JSON.stringify({ ...said, retryable: true, args: {} })),
    );
    const { code } = await bundle(`export { fetchJob } from "@posthuman/sdk";`);
    const { fetchJob } = await load<typeof import("@posthuman/sdk")>(code);
    const { message, fix } = said;
    await expect(fetchJob(worker.url, "0x1")).rejects.toMatchObject({
      code: "ARTIFACT_MISSING",
      message,
      why: said.cause,
      fix,
      retryable: true,
      status: 404,
    });
  });
});

describe("the command line from its tarball", () => {
  let wallet: string;
  beforeAll(async () => {
    wallet = join(folder, "wallet");
    writeProject(wallet, "");
    await install(wallet, tarballs, ["cli"]);
    writeFileSync(join(wallet, "addresses.json"), chain[1]);
  });
  const posthuman = (place: string, ...args: string[]) =>
    run(process.execPath, [join(place, "node_modules/@posthuman/cli/dist/main.js"), ...args], {
      cwd: place,
      env: { ...process.env, POSTHUMAN_WORKER_PYTHON: python },
    });

  test("does all that a wallet does, alone", async () => {
    expect((await posthuman(wallet, "--version")).stdout).toBe("0.1.0\n");
    const { stdout } = await posthuman(wallet, "model", "list", "--rpc", chain[0], "--json");
    expect(JSON.parse(stdout)).toMatchObject([{ name: "M1" }]);
  });

  test("says what to install for the commands of operators", async () => {
    const failed = (await posthuman(wallet, "worker", "doctor", "--json").catch(
      (error: unknown) => error,
    )) as {
      stdout: string;
      stderr: string;
    };
    expect(failed.stdout + failed.stderr).toContain("WORKER_UNAVAILABLE");
    expect(failed.stdout + failed.stderr).toContain("npm install @posthuman/worker");
  });

  test("runs the worker's package beside it, which brings the algorithms", async () => {
    const operator = join(folder, "operator");
    writeProject(operator, "");
    await install(operator, tarballs, ["sdk", "worker", "cli"]);
    mkdirSync(join(operator, "data"));
    const failed = (await posthuman(operator, "worker", "doctor", "--data-folder", "data", "--json").catch(
      (error: unknown) => error,
    )) as { stdout: string };
    const findings = JSON.parse(failed.stdout) as { what: string; ok: boolean }[];
    expect(findings.find(({ what }) => what === "algorithms")).toMatchObject({ ok: true });
    expect(failed.stdout).toContain(join(operator, "node_modules/@posthuman/worker/algorithms"));
  });

  test.runIf(withRegistry)("starts with npx", { timeout: 300_000 }, async () => {
    const { stdout } = await run("npx", ["--yes", `./${basename(tarballs.cli)}`, "--help"], { cwd: folder });
    expect(stdout).toContain("Usage: posthuman");
  });
});

/** Bundles a module for browsers as a page's own build would; it fails on any warning. */
async function bundle(contents: string): Promise<{ code: Uint8Array; inputs: string[] }> {
  const { outputFiles, metafile, warnings } = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  const [output] = Object.values(metafile.outputs);
  return { code: outputFiles[0]!.contents, inputs: Object.keys(output!.inputs) };
}

/** Loads a bundle; what it needs of a browser, Node has. */
async function load<T>(code: Uint8Array): Promise<T> {
  const file = join(mkdtempSync(join(folder, "bundle-")), "bundle.mjs");
  writeFileSync(file, code);
  return (await import(file)) as T;
}
