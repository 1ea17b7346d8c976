import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { serveHttp } from "@posthuman/sdk/testing/serveHttp";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PackageName } from "../../scripts/packages/manifest.ts";
import { PackingCheckout } from "./support/packingCheckout.ts";
import {
  compile,
  filesIn,
  installFromRegistry,
  installLocally,
  nodeOf,
  packPackages,
  placeOf,
  readIn,
  readJson,
  writeProject,
  type Tarballs,
} from "./support/packedPackages.ts";

const run = promisify(execFile);

/** With a registry in reach: install as anyone would, and run on every Node that is supported. */
const withRegistry = process.env["POSTHUMAN_TEST_REGISTRY"] === "1";
const install = withRegistry ? installFromRegistry : installLocally;
const python = join(import.meta.dirname, "../../algorithms/.venv/bin/python");
/** Of each line that is supported the oldest and the newest; the first is what the packages ask for. */
const [oldest, ...newer] = ["20.19.0", "20.20.2", "22.0.0", "22.23.3", "24.21.0"] as const;
const nodes = withRegistry ? [oldest, ...newer] : [];

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

test("hold pages whose links lead somewhere", async () => {
  for (const tarball of Object.values(tarballs)) {
    const files = await filesIn(tarball);
    for (const page of files.filter((file) => file.endsWith(".md"))) {
      const links = [...(await readIn(tarball, page)).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(
        ([, to]) => to!,
      );
      const relative = links.filter((link) => !/^\w+:/.test(link)).map((link) => join(page, "..", link));
      expect(files, page).toEqual(expect.arrayContaining(relative));
    }
  }
});

test("ask for the oldest Node that they are tried on, which is new enough for all that they depend on", async () => {
  for (const name of ["sdk", "cli"] as const) {
    const { dependencies, engines } = JSON.parse(await readIn(tarballs[name], "package.json")) as Manifest;
    expect(oldest).toBe(`${engines!.node.replace(">=", "")}.0`);
    for (const dependency of Object.keys(dependencies ?? {})) {
      const wanted = oldestNodeOf(dependency, name);
      const isEnough = oldest.localeCompare(wanted, "en", { numeric: true }) >= 0;
      expect(isEnough, `${dependency} wants Node ${wanted}`).toBe(true);
    }
  }
});

describe("npm pack in a package's folder", () => {
  let checkout: PackingCheckout;
  let manifest: string;
  beforeAll(() => {
    checkout = new PackingCheckout(join(folder, "checkout"));
    manifest = checkout.read("sdk/package.json");
  });
  const tarball = () => join(checkout.folder, basename(tarballs.sdk));
  const expectRestored = () => {
    expect(checkout.read("sdk/package.json")).toBe(manifest);
    for (const gone of ["dist", "LICENSE", "package.json.kept"])
      expect(existsSync(join(checkout.sdk, gone)), gone).toBe(false);
  };

  test("recovers from one that was killed, and packs the sources as they are now", async () => {
    expect(await checkout.startPacking()).toMatchObject({ code: 0 });
    expect(checkout.read("sdk/package.json")).toContain("./dist/index.js");
    checkout.append("sdk/src/node.ts", "export const changedMeanwhile = true;\n");
    expect(await checkout.pack()).toMatchObject({ code: 0 });
    expect(await readIn(tarball(), "dist/node.js")).toContain("changedMeanwhile");
    expect(await readIn(tarball(), "package.json")).toContain("./dist/index.js");
    expectRestored();
  });

  test("is put back by the checkout's next command, without undoing what git did meanwhile", async () => {
    const setUp = () =>
      run(process.execPath, [join(checkout.folder, "scripts/bootstrap.mjs"), "--only-setup"]);
    expect(await checkout.startPacking()).toMatchObject({ code: 0 });
    await setUp();
    expectRestored();
    writeFileSync(join(checkout.sdk, "package.json.kept"), manifest.replace("0.1.0", "0.0.9"));
    await setUp();
    expectRestored();
  });

  test("packs nothing that npm would publish where scripts are turned off", async () => {
    expect(await checkout.pack("--ignore-scripts")).toMatchObject({ code: 0 });
    for (const what of [[], [tarball()]]) {
      // npm skips a private workspace and refuses a private tarball; all else would miss the registry.
      expect((await checkout.publish(...what)).stderr).toMatch(/EPRIVATE|marked as private/);
    }
  });
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

  test("starts on every Node that it asks for", async () => {
    const main = join(wallet, "node_modules/@posthuman/cli/dist/main.js");
    for (const node of [process.execPath, ...(await Promise.all(nodes.map(nodeOf)))]) {
      expect((await run(node, [main, "--version"])).stdout, node).toBe("0.1.0\n");
      expect((await run(node, [main, "--help"])).stdout, node).toContain("Usage: posthuman");
    }
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
    for (const place of ["node_modules/@posthuman/worker/node_modules/express", "node_modules/express"])
      rmSync(join(operator, place), { recursive: true, force: true });
    const broken = (await posthuman(operator, "worker", "doctor", "--json").catch(
      (error: unknown) => error,
    )) as { stdout: string; stderr: string };
    expect(broken.stdout + broken.stderr).toContain("express is missing");
  });

  test.runIf(withRegistry)("starts with npx", { timeout: 300_000 }, async () => {
    const { stdout } = await run("npx", ["--yes", `./${basename(tarballs.cli)}`, "--help"], { cwd: folder });
    expect(stdout).toContain("Usage: posthuman");
  });
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node: string };
}

/** The first version of Node that a package asks for, which this checkout has installed. */
function oldestNodeOf(dependency: string, name: PackageName): string {
  const { engines } = readJson(join(placeOf(dependency, name), "package.json")) as Manifest;
  return /\d+(?:\.\d+)*/.exec(engines?.node ?? "0")![0];
}

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
