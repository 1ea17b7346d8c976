import { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import { expect, test } from "vitest";
import { migrate } from "../database/openDatabase.ts";
import { collect } from "../testing/collect.ts";
import { EMITTER } from "../testing/contracts.ts";
import { seededDice, simulateChain, type SimulatedChain } from "../testing/simulateChain.ts";
import { createFollower } from "./createFollower.ts";

const CONFIRMATIONS = 3;
const REORG_WINDOW = 6;

/** Follows through everything that a seed holds: reorgs, failures, limits, crashes in the middle of a batch. */
async function simulate(seed: number) {
  const dice = seededDice(seed);
  const chain = simulateChain(dice, CONFIRMATIONS + REORG_WINDOW);
  using db = new DatabaseSync(":memory:");
  migrate(db, "");
  const history: string[] = [];
  let cursor = 0;
  let rewinds = 0;
  let follower = follow(db, chain);
  const step = () => follower.step().catch(String);

  for (let i = 0; i < 50; i++) chain.grow();
  for (let i = 0; i < 400; i++) {
    const luck = dice.roll(20);
    if (luck === 0) follower = follow(db, chain);
    if (luck === 1) follower = follow(db, chain, new PosthumanError("WORKER_STOPPING"));
    const outcome = await step();
    const now = follower.status().cursor?.number ?? 0;
    if (now < cursor) rewinds++;
    cursor = now;
    history.push(`${outcome} ${now}`);
    if (luck === 1) follower = follow(db, chain);
  }
  chain.calm();
  chain.grow();
  while ((await step()) !== false);
  return { history, rewinds, seen: collect(db).seen(), expected: chain.words(chain.head() - CONFIRMATIONS) };
}

/** A follower that begins as after a restart; with a `crash`, it dies right after its batch was handled. */
function follow(db: DatabaseSync, chain: SimulatedChain, crash?: Error) {
  const handler = collect(db);
  const { apply } = handler;
  handler.apply = (logs) => {
    apply(logs);
    if (crash) throw crash;
  };
  return createFollower({
    rpc: chain,
    db,
    handler,
    addresses: [EMITTER],
    startBlock: 1,
    confirmations: CONFIRMATIONS,
    reorgWindow: REORG_WINDOW,
    maxRange: 16,
  });
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  "seed %i: the index is that of a fresh reader",
  async (seed) => {
    const { history, rewinds, seen, expected } = await simulate(seed);
    expect(expected.length).toBeGreaterThan(20);
    expect(rewinds).toBeGreaterThan(0);
    expect(seen).toEqual(expected);
    expect(history.filter((line) => line.includes("REORG_TOO_DEEP"))).toEqual([]);
  },
);

test("the same seed is the same run", async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
  expect((await simulate(7)).history).not.toEqual((await simulate(8)).history);
});
