import { createRequire } from "node:module";
import { serveHttp, type TestServer } from "@posthuman/sdk/testing/serveHttp";
import type { JsonRpcProvider } from "ethers";

/** An explorer of one chain that speaks like Etherscan. */
export interface Explorer extends TestServer {
  /** Names of the contracts whose sources gave the code with which they were created. */
  readonly verified: ReadonlySet<string>;
}

interface Call {
  readonly type: string;
  readonly to?: string;
  readonly input: string;
  readonly calls?: readonly Call[];
}

interface Compiled {
  readonly contracts: Readonly<
    Record<string, Readonly<Record<string, { evm: { bytecode: { object: string } } }>>>
  >;
}

/**
 * Serves an explorer that verifies as Etherscan does: it compiles the sources that it is given, adds the constructor's
 * arguments, and compares the result with the code by which the chain created the contract.
 *
 * @param creations Transactions in which contracts were created.
 * @param trusted Addresses of contracts that it takes for verified already.
 */
export async function startExplorer(
  rpc: JsonRpcProvider,
  creations: readonly string[],
  trusted: readonly string[],
): Promise<Explorer> {
  const created = new Map<string, string>();
  for (const hash of creations) {
    const trace = (await rpc.send("debug_traceTransaction", [hash, { tracer: "callTracer" }])) as Call;
    for (const { type, to, input } of flat(trace))
      if (type.startsWith("CREATE") && to) created.set(to, input);
  }
  const verified = new Set<string>();
  const verify = (form: URLSearchParams): boolean => {
    const [file = "", name = ""] = form.get("contractname")!.split(":");
    const bytecode = compile(form.get("sourceCode")!).contracts[file]?.[name]?.evm.bytecode.object;
    const same =
      created.get(form.get("contractaddress")!.toLowerCase()) ===
      `0x${bytecode}${form.get("constructorArguments")}`;
    if (same) verified.add(name);
    return same;
  };
  let pass = false;
  const server = await serveHttp(async (request, response) => {
    const query = new URL(request.url!, "http://explorer").searchParams;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const action = query.get("action");
    if (action === "verifysourcecode") pass = verify(new URLSearchParams(Buffer.concat(pieces).toString()));
    const isKnown = trusted.includes(query.get("address") ?? "");
    const result =
      action === "getsourcecode"
        ? [{ SourceCode: isKnown ? "known" : "" }]
        : action === "verifysourcecode"
          ? "guid"
          : pass
            ? "Pass - Verified"
            : "Fail - Unable to verify";
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ status: "1", message: "OK", result }));
  });
  return { ...server, verified };
}

function flat(call: Call): Call[] {
  return [call, ...(call.calls ?? []).flatMap(flat)];
}

function compile(source: string): Compiled {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const input = JSON.parse(source) as { settings: object };
  const settings = { ...input.settings, outputSelection: { "*": { "*": ["evm.bytecode.object"] } } };
  return JSON.parse(solc.compile(JSON.stringify({ ...input, settings }))) as Compiled;
}
