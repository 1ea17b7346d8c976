import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { JsonRpcProvider, type TransactionRequest, type Wallet } from "ethers";
import { endWithParent } from "../../../scripts/stack/startWorker.ts";

/** A page with a wallet in it, and where it is. */
interface WalletPage {
  /** The folder of the page, as in `examples/`. */
  readonly folder: string;
  readonly rpcUrl: string;
  readonly addressesFile: string;
  /** Who signs what the page asks for. */
  readonly wallet: Wallet;
  /** A script that clicks as a person would, and calls `done(text)` in the end. */
  readonly clicks: string;
}

/** What a browser's wallet puts into every page: an EIP-1193 provider. */
const PROVIDER = `
  const call = async (body) => {
    const answer = await (await fetch("wallet", { method: "POST", body: JSON.stringify(body) })).json();
    if (answer.error) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.result;
  };
  const done = (text) => fetch("done", { method: "POST", body: text });
  const until = async (find) => {
    for (;;) {
      const found = find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  globalThis.ethereum = { request: call };`;

/** The little of a document that the page uses, where there is no browser. */
const DOCUMENT = `
  class Element {
    children = []; textContent = ""; listeners = [];
    append(child) { this.children.push(child); }
    addEventListener(_type, listener) { this.listeners.push(listener); }
    click() { for (const listener of this.listeners) listener(); }
    querySelector() { return this.children[0] ?? null; }
  }
  const elements = {};
  globalThis.window = globalThis;
  globalThis.document = {
    querySelector: (id) => (elements[id] ??= new Element()),
    createElement: () => new Element(),
  };
  const fetchAnywhere = globalThis.fetch;
  globalThis.fetch = (path, init) => fetchAnywhere(new URL(path, "BASE"), init);`;

/** Names of Chromium, by which it is looked for. */
const names = ["chromium", "chromium-browser", "chromium-headless-shell", "google-chrome"];

/**
 * Opens a page with a wallet: in headless Chromium, or, where there is none, the page's module in Node with a document
 * that can do no more than the page needs.
 * @returns What the script of clicks said in the end.
 */
export async function openWalletPage(page: WalletPage): Promise<string> {
  const [html, module] = [await readFile(join(page.folder, "index.html"), "utf8"), await bundle(page.folder)];
  const files: Record<string, [type: string, content: string]> = {
    "/": ["text/html", html.replace("<script", `<script>${PROVIDER}\n${page.clicks}</script>\n<script`)],
    "/page.js": ["text/javascript", module],
    "/addresses.json": ["application/json", await readFile(page.addressesFile, "utf8")],
  };
  const provider = new JsonRpcProvider(page.rpcUrl, undefined, { cacheTimeout: -1 });
  const wallet = page.wallet.connect(provider);
  const finished = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    void answer(request).then(([type, content]) => {
      response.writeHead(content === undefined ? 404 : 200, { "content-type": type }).end(content);
    });
  });
  const answer = async (request: IncomingMessage): Promise<readonly [string, string | undefined]> => {
    if (request.url === "/wallet")
      return ["application/json", await answerWallet(wallet, await text(request))];
    if (request.url === "/done") finished.resolve(await text(request));
    return files[request.url ?? ""] ?? ["text/plain", request.url === "/done" ? "" : undefined];
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const profile = await mkdtemp(join(tmpdir(), "posthuman-page-"));
  const browser = await visit(url, { profile, module, clicks: page.clicks });
  try {
    return await Promise.race([
      finished.promise,
      once(browser, "exit").then(() => assert.fail("No browser.")),
    ]);
  } finally {
    browser.kill("SIGKILL");
    if (browser.exitCode === null && browser.signalCode === null) await once(browser, "exit");
    server.closeAllConnections();
    server.close();
    provider.destroy();
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

async function bundle(folder: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "page.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return outputFiles[0]!.text;
}

interface Visit {
  readonly profile: string;
  readonly module: string;
  readonly clicks: string;
}

async function visit(url: string, { profile, module, clicks }: Visit): Promise<ChildProcess> {
  const chromium = names.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (chromium !== undefined) {
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"];
    return endWithParent(spawn(chromium, [...flags, `--user-data-dir=${profile}`, url], { stdio: "ignore" }));
  }
  await writeFile(join(profile, "browser.mjs"), [DOCUMENT.replace("BASE", url), PROVIDER, clicks].join("\n"));
  await writeFile(join(profile, "page.mjs"), `import "./browser.mjs";\n${module}`);
  const args = [join(profile, "page.mjs")];
  return endWithParent(spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] }));
}

/** Answers one request of the page to its wallet: signs what is to be sent, and asks the chain for the rest. */
async function answerWallet(wallet: Wallet, body: string): Promise<string> {
  const { method, params = [] } = JSON.parse(body) as { method: string; params?: unknown[] };
  try {
    return JSON.stringify({ result: await resultOf(wallet, method, params) });
  } catch (error) {
    return JSON.stringify({ error: { code: -32_000, message: String(error) } });
  }
}

async function resultOf(wallet: Wallet, method: string, params: unknown[]): Promise<unknown> {
  if (method === "eth_accounts" || method === "eth_requestAccounts") return [wallet.address];
  if (method !== "eth_sendTransaction") return (wallet.provider as JsonRpcProvider).send(method, params);
  const { gas, ...transaction } = params[0] as TransactionRequest & { gas?: string };
  return (await wallet.sendTransaction({ ...transaction, ...(gas && { gasLimit: gas }) })).hash;
}
