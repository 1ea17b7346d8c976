import {
  formatAmount,
  getJob,
  PosthumanError,
  settlementGas,
  toTermsStruct,
  type Client,
  type Terms,
} from "@posthuman/sdk";
import type { ChainJob } from "../job/ChainJob.ts";
import type { Sender } from "../sender/createSender.ts";

/** A call to the JobMarket that the worker wants on the chain, once. */
export interface Call {
  /** The call's permanent name: asked twice under one key, it is sent once. */
  readonly key: string;
  readonly method: "lease" | "renew" | "submit" | "settle" | "birth" | "fail" | "lapse" | "expire";
  readonly args: readonly unknown[];
  /** What it is for, in words that follow "to". */
  readonly description: string;
}

/** The JobMarket as the engine needs it. */
export interface Market {
  /** How long a lease lasts. */
  readonly leaseSeconds: number;
  /** The job as the newest block has it, for what cannot wait for confirmations. */
  current(id: string): Promise<Pick<ChainJob, "state" | "worker" | "until" | "attempts">>;
  /** @throws PosthumanError `WORKER_STAKE_TOO_SMALL` if the worker's free stake does not cover another lease. */
  requireStake(): Promise<void>;
  /**
   * Sends a call and waits until it is mined and has worked.
   * @throws PosthumanError `TRANSACTION_REFUSED`, `TRANSACTION_REVERTED`, `TRANSACTION_REPLACED`, `WORKER_STOPPING`.
   */
  send(call: Call): Promise<void>;
}

/** Reads the market's terms, and makes the engine's way to call it. */
export async function openMarket(
  client: Client,
  sender: Pick<Sender, "send">,
  worker: string,
): Promise<Market> {
  const { market, workers } = client.contracts;
  const [leaseSeconds, leaseStake] = await Promise.all([market.LEASE_SECONDS(), market.LEASE_STAKE()]);
  return {
    leaseSeconds: Number(leaseSeconds),
    async current(id) {
      const { state, attempts, worker: holder, until } = await getJob(client, id);
      return { state, attempts, worker: holder, until: Number(until ?? 0) };
    },
    async requireStake() {
      const free = await workers.freeStakeOf(worker);
      if (free >= leaseStake) return;
      const amounts = { free: formatAmount(free), needed: formatAmount(leaseStake) };
      throw new PosthumanError("WORKER_STAKE_TOO_SMALL", { worker, ...amounts });
    },
    send: createSend(client, sender),
  };
}

/** Errors after which a key is used up, though the call may be right later. */
const SPENT = ["TRANSACTION_REVERTED", "TRANSACTION_REPLACED"] as const;

/** Turns calls into transactions. One that was mined and reverted is spent: asked again, it goes out under the next key. */
function createSend({ contracts, addresses }: Client, sender: Pick<Sender, "send">): Market["send"] {
  const rounds = new Map<string, number>();
  return async ({ key, method, args, description }) => {
    // All but `submit`, which names its job by its id, bring the job's terms first.
    const terms = method === "submit" ? undefined : (args[0] as Terms);
    const values = terms === undefined ? args : [toTermsStruct(terms), ...args.slice(1)];
    const data = contracts.market.interface.encodeFunctionData(method as "lease", values as never);
    const round = rounds.get(key) ?? 0;
    const request = {
      key: round === 0 ? key : `${key}#${round}`,
      to: addresses.posthuman.JobMarket,
      data,
      description,
    };
    try {
      await sender.send({ ...request, extraGas: terms === undefined ? 0n : settlementGas(terms) });
      rounds.delete(key);
    } catch (error) {
      if (SPENT.some((code) => PosthumanError.is(error, code))) rounds.set(key, round + 1);
      throw error;
    }
  };
}
