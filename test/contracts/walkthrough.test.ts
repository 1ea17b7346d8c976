import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { id, Interface, MaxUint256, ZeroAddress, type BaseContract } from "ethers";
import { datatokenOf, publishDataset } from "./support/assets.ts";
import { chain } from "./support/contracts.ts";
import { hand, Kind, passWindow, resultOf, termsOf } from "./support/jobs.ts";
import { narrate, type Cast, type Send } from "./support/narrate.ts";
import { MARKET, newWorld, ONE } from "./support/world.ts";

const { time } = chain.networkHelpers;

/** The page: below each of its headings that name a step stands a block with what that step did. */
const PAGE = new URL("../../docs/guides/one-job.md", import.meta.url);
const BLOCK = /(\n##+ ([^\n]+)\n[^#]*?```text\n)([^`]*?)(\n```)/g;

const TOKEN_EVENTS = [
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  `event OrderStarted(address indexed consumer, address payer, uint256 amount, uint256 serviceIndex,
    uint256 timestamp, address indexed publishMarketAddress, uint256 blockNumber)`,
];

/** Bob, with ten M1 and ten datatokens of Paul's dataset, and a job that uses both. */
async function stage() {
  const world = await newWorld();
  const { market, registry, vault, checkout, offers, m1, ocean, people } = world;
  const { alice, bob, derek, worker, rival, publisher, tail } = people;
  await hand(world, m1, alice, bob);
  await datatokenOf(m1, alice).approve(offers, MaxUint256);
  const dataset = await publishDataset(world, publisher, bob);
  const terms = await termsOf(world, bob, { assets: [dataset] });
  const job = await market.jobId(terms);
  const contracts: Record<string, BaseContract> = {
    JobMarket: market,
    ModelRegistry: registry,
    LineageVault: vault,
    Checkout: checkout,
    Offers: offers,
  };
  const names = new Map<unknown, string>([
    ...[[job, "its id"] as const],
    [ZeroAddress, "nobody"],
    [id("new weights"), "its weightsRoot"],
    [id("checkpoint"), "the hash of a leaf"],
    [rival.address, "the other worker"],
  ]);
  const holders: Record<string, string> = {
    Bob: bob.address,
    Derek: derek.address,
    Alice: alice.address,
    Paul: publisher.address,
    "the worker": worker.address,
    "the tail recipient": tail.address,
    "Ocean's community": ocean.OPFCommunityFeeCollector!,
  };
  const cast: Cast = {
    job,
    holders,
    names,
    emitters: {},
    tokens: { M1: m1, TEXT: dataset, OCEAN: ocean.Token },
  };
  for (const [name, contract] of Object.entries(contracts)) {
    const address = (holders[name] = await contract.getAddress());
    cast.emitters[address] = contract.interface;
  }
  for (const [name, address] of Object.entries(holders)) names.set(address, name);
  for (const [name, address] of Object.entries(cast.tokens)) addToken(cast, name, address);
  const tell = (send: Send, told = cast) => narrate(world, told, send);
  return { ...world, world, terms, job, cast, dataset, tell };
}

type Stage = Awaited<ReturnType<typeof stage>>;

function addToken(cast: Cast, name: string, address: string): void {
  cast.tokens[name] = address;
  cast.names.set(address, name);
  cast.emitters[address] = new Interface(TOKEN_EVENTS);
}

/** The job of the page from its request to the last claim. */
async function happyPath(): Promise<Record<string, string>> {
  const { world, terms, job, cast, tell, market, vault, ocean, alice, bob, worker, mallory, m1 } =
    await stage();
  const result = resultOf(world, Kind.Train);
  const told: Record<string, string> = {};
  told["Request"] = await tell(() => market.connect(bob).request(terms));
  told["Lease"] = await tell(() => market.connect(worker).lease(terms));
  told["Renew"] = await tell(() => market.connect(worker).renew(terms, 4200, id("checkpoint")));
  told["Submit"] = await tell(() => market.connect(worker).submit(job, result));
  await passWindow();
  told["Settle"] = await tell(() => market.connect(mallory).settle(terms, result));
  const child = await market.birth.staticCall(terms, result);
  addToken(cast, "M2", child);
  cast.names.set(BigInt(child), "M2 as a number");
  told["Birth"] = await tell(() => market.connect(mallory).birth(terms, result));
  told["Share"] = await tell(() => vault.connect(mallory).settleLineage(child, child, 2));
  told["Share what M1 earned"] = await tell(() => vault.connect(mallory).settle(m1, m1));
  told["Claim"] = await tell(() => vault.connect(bob).claim(child));
  told["Claim for somebody else"] = await tell(() => vault.connect(alice).claimFor(worker, ocean.Token));
  return told;
}

/** A job that Bob requested and, if a worker is to have it, leased; times count from the request. */
async function open({ deadline = 7200, orderedAtLease = 0, leased = false }) {
  const staged = await stage();
  const { market, cast, bob, worker } = staged;
  const terms = { ...staged.terms, orderedAtLease, deadline: (await time.latest()) + deadline };
  const job = await market.jobId(terms);
  cast.names.set(job, "its id");
  await market.connect(bob).request(terms);
  if (leased) await market.connect(worker).lease(terms);
  return { ...staged, terms, tell: (send: Send) => staged.tell(send, { ...cast, job }) };
}

/** Each other way out, each from a fresh job. */
async function exits(): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  const fail = ({ tell, market, worker, terms }: Stage) =>
    tell(() => market.connect(worker).fail(terms, "DATASET_EMPTY"));
  const lapse = async ({ tell, market, mallory, terms }: Stage) => {
    await time.increase(MARKET.leaseSeconds + 1);
    return tell(() => market.connect(mallory).lapse(terms));
  };
  const cancelled = await open({});
  const { market, bob } = cancelled;
  told["Cancel"] = await cancelled.tell(() => market.connect(bob).cancel(cancelled.terms));
  told["Fail"] = await fail(await open({ leased: true }));
  told["Lapse"] = await lapse(await open({ leased: true }));
  told["Lapse at the end"] = await lapse(await open({ leased: true, deadline: MARKET.leaseSeconds }));
  const expired = await open({});
  await time.increaseTo(expired.terms.deadline);
  told["Expire"] = await expired.tell(() => expired.market.connect(expired.mallory).expire(expired.terms));
  const early = await open({ orderedAtLease: 1 });
  told["Lease with an order"] = await early.tell(() => early.market.connect(early.worker).lease(early.terms));
  told["Fail after that order"] = await fail(early);
  return told;
}

/** A request by somebody who holds OCEAN only. */
async function purchase(): Promise<Record<string, string>> {
  const { world, tell, cast, checkout, offers, market, alice, derek, m1, ocean } = await stage();
  await offers.connect(alice).list(m1, 5n * ONE, ocean.Token, 2n * ONE);
  const terms = await termsOf(world, derek, { kind: Kind.Infer });
  const job = await market.jobId(terms);
  cast.names.set(job, "its id");
  const offer = { source: 0, id: 1, token: m1, amount: ONE, payToken: ocean.Token, maxCost: 2n * ONE };
  const buy = () => checkout.connect(derek).buyAndRequest([offer], terms);
  return { "Buy and request at once": await tell(buy, { ...cast, job }) };
}

describe("The walk through one job (docs/guides/one-job.md)", () => {
  it("shows the events and balances that the contracts show", async () => {
    const told = { ...(await happyPath()), ...(await exits()), ...(await purchase()) };
    if (process.env.UPDATE_SNAPSHOTS === "1") {
      const page = readFileSync(PAGE, "utf8");
      const fill = (_: string, head: string, title: string, old: string, end: string) =>
        `${head}${told[title] ?? old}${end}`;
      writeFileSync(PAGE, page.replace(BLOCK, fill));
    }
    const blocks = [...readFileSync(PAGE, "utf8").matchAll(BLOCK)];
    expect(Object.fromEntries(blocks.map(([, , title, block]) => [title, block]))).to.deep.equal(told);
  });
});
