import { getAddress, type Provider } from "ethers";
import { decodeError } from "../client/decodeError.ts";

/** A call to try. */
export interface SimulatedCall {
  readonly from: string;
  readonly to: string;
  readonly data: string;
}

/** What came of it. */
export interface SimulatedResult {
  readonly ok: boolean;
  readonly returnData: string;
  readonly gas: bigint;
  readonly logs: readonly SimulatedLog[];
}

/** An event that it emitted. */
export interface SimulatedLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

interface Answer {
  readonly calls: readonly {
    readonly returnData: string;
    readonly gasUsed: string;
    readonly status: string;
    readonly logs?: readonly SimulatedLog[];
  }[];
}

/**
 * Tries calls one after the other on top of the chain's newest state, without sending anything.
 *
 * @returns What came of each; `undefined` if the node does not know how (`eth_simulateV1`).
 * @throws PosthumanError `RPC_UNREACHABLE`.
 */
export async function simulate(
  provider: Provider,
  calls: readonly SimulatedCall[],
): Promise<SimulatedResult[] | undefined> {
  const { send } = provider as { send?: (method: string, params: unknown[]) => Promise<unknown> };
  if (send === undefined) return undefined;
  const request = { blockStateCalls: [{ calls }], validation: false };
  try {
    const [block] = (await send.call(provider, "eth_simulateV1", [request, "latest"])) as Answer[];
    return block?.calls.map(({ returnData, gasUsed, status, logs = [] }) => ({
      ...{ ok: BigInt(status) === 1n, returnData, gas: BigInt(gasUsed) },
      logs: logs.map((log) => ({ ...log, address: getAddress(log.address) })),
    }));
  } catch (error) {
    // Nodes say in many words that they lack a method; only silence means that nothing can be said.
    const decoded = decodeError(error, { url: "the provider's URL" });
    if (decoded.code === "RPC_UNREACHABLE") throw decoded;
    return undefined;
  }
}
