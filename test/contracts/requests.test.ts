import { expect } from "chai";
import { id, MaxUint256, Signature, ZeroAddress, ZeroHash } from "ethers";
import type { ResultStruct, TermsStruct } from "../../types/ethers-contracts/JobMarket.ts";
import { datatokenOf, escrowOf } from "./support/assets.ts";
import { chain, oceanContract } from "./support/contracts.ts";
import { hand, Kind, MAX_FEE, passWindow, requested, resultOf, State, termsOf } from "./support/jobs.ts";
import { newWorld, ONE, type World } from "./support/world.ts";

/** Bob holds ten approved datatokens of M1. */
async function buyer() {
  const world = await newWorld();
  await hand(world, world.m1, world.alice, world.bob);
  return world;
}

describe("A request", () => {
  const bad: [string, (world: World) => Partial<TermsStruct>, string][] = [
    ["a deadline in the past", () => ({ deadline: 1 }), "JobMarket_BadDeadline"],
    ["a deadline too far away", () => ({ deadline: 2 ** 40 }), "JobMarket_BadDeadline"],
    ["an unknown model", ({ ocean }) => ({ model: ocean.Token }), "LineageVault_UnknownModel"],
    ["a fee token that is not listed", ({ m1 }) => ({ feeToken: m1 }), "JobMarket_FeeTokenNotListed"],
    ["no manifest", () => ({ manifestHash: ZeroHash }), "JobMarket_IncompleteTerms"],
    ["no name for the child of a training", () => ({ childName: "" }), "JobMarket_IncompleteTerms"],
    ["too long a name", () => ({ childName: "x".repeat(65) }), "JobMarket_IncompleteTerms"],
    ["a child for an inference", () => ({ kind: Kind.Infer, childName: "M2" }), "JobMarket_IncompleteTerms"],
  ];
  for (const [what, over, error] of bad) {
    it(`with ${what} is refused, and takes nothing`, async () => {
      const world = await buyer();
      const { market, vault, bob, m1 } = world;
      const terms = await termsOf(world, bob, over(world));
      await expect(market.connect(bob).request(terms)).to.be.revertedWithCustomError(
        error.startsWith("LineageVault") ? vault : market,
        error,
      );
      expect(await escrowOf(world, m1)).to.equal(0);
    });
  }

  it("with too few datatokens, or no allowance, is refused", async () => {
    const world = await buyer();
    const { market, vault, bob, m1 } = world;
    const terms = await termsOf(world, bob);
    await datatokenOf(m1, bob).approve(vault, 0);
    await expect(market.connect(bob).request(terms)).to.be.revertedWith("ERC20: insufficient allowance");
    await datatokenOf(m1, bob).approve(vault, MaxUint256);
    await datatokenOf(m1, bob).transfer(world.alice, 10n * ONE);
    await expect(market.connect(bob).request(terms)).to.be.revertedWith(
      "ERC20: transfer amount exceeds balance",
    );
  });

  it("whose fee the requester cannot pay is refused", async () => {
    const world = await buyer();
    const { market, vault, bob, ocean } = world;
    await oceanContract("utils/OceanToken", ocean.Token, bob).approve(vault, MAX_FEE - 1n);
    await expect(market.connect(bob).request(await termsOf(world, bob))).to.be.revertedWith(
      "ERC20: insufficient allowance",
    );
  });

  it("cannot be made twice; another salt makes it another job", async () => {
    const { market, bob, ...world } = await buyer();
    const { terms, id: job } = await requested({ market, bob, ...world });
    await expect(market.connect(bob).request(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_Duplicate")
      .withArgs(job);
    await market.connect(bob).request({ ...terms, salt: id("another") });
  });

  it("can bring a permit for its datatokens in the same transaction", async () => {
    const world = await buyer();
    const { market, vault, bob, m1 } = world;
    const datatoken = datatokenOf(m1, bob);
    await datatoken.approve(vault, 0);
    const { chainId } = await chain.ethers.provider.getNetwork();
    const domain = { name: (await datatoken.name()) as string, version: "1", chainId, verifyingContract: m1 };
    const fields = ["address owner", "address spender", "uint256 value", "uint256 nonce", "uint256 deadline"];
    const types = { Permit: fields.map((f) => ({ type: f.split(" ")[0]!, name: f.split(" ")[1]! })) };
    const message = {
      owner: bob.address,
      spender: await vault.getAddress(),
      value: ONE,
      nonce: 0n,
      deadline: MaxUint256,
    };
    const { v, r, s } = Signature.from(await bob.signTypedData(domain, types, message));
    const permit = market.interface.encodeFunctionData("permit", [m1, ONE, MaxUint256, v, r, s]);
    const request = market.interface.encodeFunctionData("request", [await termsOf(world, bob)]);
    // A front-runner that uses the permit first changes nothing.
    await market.connect(bob).multicall([permit, permit, request]);
    expect(await escrowOf(world, m1)).to.equal(ONE);
  });

  it("without a fee needs no fee token", async () => {
    const world = await buyer();
    const terms = await termsOf(world, world.bob, { maxFee: 0n, feeToken: ZeroAddress });
    await world.market.connect(world.bob).request(terms);
    await world.market.connect(world.bob).cancel(terms);
  });
});

describe("A result", () => {
  async function leased(kind: bigint = Kind.Train) {
    const world = await buyer();
    const job = await requested(world, { kind });
    await world.market.connect(world.worker).lease(job.terms);
    return { ...world, world, ...job };
  }

  const bad: [string, bigint, Partial<ResultStruct>][] = [
    ["without its root", Kind.Infer, { resultRoot: ZeroHash }],
    ["of a training without weights", Kind.Train, { weightsRoot: ZeroHash }],
    ["of a training without a trace", Kind.Train, { traceRoot: ZeroHash }],
    ["of an inference with weights", Kind.Infer, { weightsRoot: id("weights") }],
    ["of an evaluation with a gain", Kind.Evaluate, { gain: 1n }],
  ];
  for (const [what, kind, over] of bad) {
    it(`${what} is refused`, async () => {
      const { world, market, worker, terms } = await leased(kind);
      await expect(
        market.connect(worker).submit(await market.jobId(terms), resultOf(world, kind, over)),
      ).to.be.revertedWithCustomError(market, "JobMarket_IncompleteResult");
    });
  }

  it("that asks for more than the fee offered gets what was offered", async () => {
    const { world, market, vault, worker, terms, id: job, ocean } = await leased();
    const result = resultOf(world, Kind.Train, { fee: MAX_FEE + 1n });
    await market.connect(worker).submit(job, result);
    await passWindow();
    await market.settle(terms, result);
    expect(await vault.claimable(worker, ocean.Token)).to.equal(MAX_FEE);
  });

  it("settles only after the challenge window, once", async () => {
    const { world, market, worker, terms, id: job } = await leased();
    const result = resultOf(world, Kind.Train);
    await market.connect(worker).submit(await market.jobId(terms), result);
    await expect(market.settle(terms, result)).to.be.revertedWithCustomError(market, "JobMarket_TooEarly");
    await passWindow();
    await market.settle(terms, result);
    await expect(market.settle(terms, result))
      .to.be.revertedWithCustomError(market, "JobMarket_WrongState")
      .withArgs(job, State.Settled);
  });

  it("pays the worker what it asked, the requester the rest, and the model the datatoken", async () => {
    const { world, market, vault, worker, bob, terms, token, m1, ocean } = await leased();
    const result = resultOf(world, Kind.Train);
    await market.connect(worker).submit(await market.jobId(terms), result);
    await passWindow();
    const [held, income] = [(await token.balanceOf(bob)) as bigint, await vault.inboxOf(m1, m1)];
    await market.settle(terms, result);
    expect(await vault.claimable(worker, ocean.Token)).to.equal(result.fee);
    expect(((await token.balanceOf(bob)) as bigint) - held).to.equal(MAX_FEE - BigInt(result.fee));
    expect((await vault.inboxOf(m1, m1)) - income).to.equal(ONE);
    await expect(vault.connect(worker).claim(ocean.Token)).to.changeTokenBalance(
      chain.ethers,
      token,
      worker,
      result.fee,
    );
  });
});
