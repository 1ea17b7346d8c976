import { expect } from "chai";
import { readCompiled } from "../../scripts/contracts/readCompiled.ts";
import { describeAbi, describeStorage, snapshot } from "./support/snapshots.ts";

const MAX_CODE = 24_576; // EIP-170
const MAX_INITCODE = 49_152; // EIP-3860

const compiled = readCompiled();
const of = <T>(describe: (contract: (typeof compiled)[number]) => T) =>
  Object.fromEntries(compiled.map((contract) => [contract.name, describe(contract)]));

const sizes = of(({ evm }) => ({
  runtime: evm.deployedBytecode.object.length / 2,
  init: evm.bytecode.object.length / 2,
}));

describe("Snapshots (npm run snapshots rewrites them)", () => {
  it("the bytecode of each contract has the size that it had", async () => {
    expect(sizes).to.deep.equal(await snapshot("sizes", sizes));
  });

  for (const [name, { runtime, init }] of Object.entries(sizes)) {
    it(`${name} fits a public network`, () => {
      expect(runtime).to.be.at.most(MAX_CODE);
      expect(init).to.be.at.most(MAX_INITCODE);
    });
  }

  it("each contract keeps its state where it did", async () => {
    const storage = of(({ storageLayout }) => describeStorage(storageLayout));
    expect(storage).to.deep.equal(await snapshot("storage", storage));
  });

  it("each contract has the functions, errors and events that it had", async () => {
    const abis = of(({ abi }) => describeAbi(abi));
    expect(abis).to.deep.equal(await snapshot("abi", abis));
  });
});
