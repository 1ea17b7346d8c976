import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultValues } from "../../deploy/modules/marketOn.ts";
import { publicNetworks } from "../../deploy/publicNetworks.ts";
import { marketValues } from "./marketValues.ts";

const networks = publicNetworks();
const named = (name: string) => networks.find((network) => network.name === name)!;

/** A folder of parameters with one network's file. */
function folderWith(chainId: number, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "parameters-"));
  writeFileSync(join(folder, `${chainId}.json`), content);
  return folder;
}

test("every network of Ocean's file gets a market from Ocean's addresses, or is asked for its token", () => {
  expect(networks.length).toBeGreaterThan(15);
  expect(new Set(networks.map(({ chainId }) => chainId)).size).toBe(networks.length);
  for (const network of networks) {
    const { Factory, Token, OPFCommunityFeeCollector } = network.ocean;
    if (Token === undefined) {
      expect(() => marketValues(network)).toThrow(expect.objectContaining({ code: "PARAMETERS_INVALID" }));
    } else {
      expect(marketValues(network)).toMatchObject({
        factory: Factory,
        stakeToken: Token,
        slashSink: OPFCommunityFeeCollector,
        feeTokens: [Token],
      });
    }
  }
});

test("a file of parameters wins over the defaults", () => {
  const stakeToken = named("mainnet").ocean["Token"]!;
  const content = JSON.stringify({ stakeToken, leaseSeconds: 60, leaseStake: "7", lapsePenalty: 7 });
  expect(marketValues(named("base"), folderWith(8453, content))).toMatchObject({
    ...defaultValues,
    stakeToken,
    feeTokens: [stakeToken],
    leaseSeconds: 60,
    leaseStake: 7n,
    lapsePenalty: 7n,
  });
});

test.each([
  ['{"leaseSeconds": -1}', /leaseSeconds: it does not fit into 32 bits/],
  ['{"maxAttempts": 256}', /maxAttempts: it does not fit into 8 bits/],
  ['{"leaseSeconds": 1.5}', /leaseSeconds: it is not a whole number/],
  ['{"stakeToken": "0x12"}', /stakeToken: it is not an address; feeTokens: it is no list of addresses/],
  ['{"slashSink": "0x0000000000000000000000000000000000000000"}', /slashSink: it is not an address/],
  ['{"feeTokens": []}', /feeTokens: it is no list/],
  ['{"leaseStake": "1"}', /lapsePenalty: it is above leaseStake/],
  ['{"owner": "0x"}', /owner: there is no such parameter/],
  ["[]", /not one JSON object/],
  ["{", /not one JSON object/],
])("refuses %s", (content, problem) => {
  const folder = folderWith(1, content);
  expect(() => marketValues(named("mainnet"), folder)).toThrow(problem);
});
