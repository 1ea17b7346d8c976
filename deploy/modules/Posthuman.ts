import {
  buildModule,
  type ArgumentType,
  type Artifact,
  type IgnitionModuleBuilder,
} from "@nomicfoundation/ignition-core";
import { oceanArtifact } from "../compiled/compiledContracts.ts";
import { marketOn, type MarketValues } from "./marketOn.ts";

/**
 * Our contracts on a public network, where Ocean's are deployed already. Ocean's pool is created anew, a few million gas
 * once, unless the values name one: not every network has one, and older ones have older code.
 *
 * @param found Addresses of those that already exist, by name; they are used as they are.
 */
export const posthumanModule = (values: MarketValues, found: Readonly<Record<string, string>> = {}) =>
  buildModule("Posthuman", (builder) => {
    const m = taking(builder, found);
    const poolTemplate =
      values.poolTemplate ?? m.contract("BPool", oceanArtifact("pools/balancer/BPool"), []);
    return marketOn(m, { ...values, poolTemplate });
  });

/** The same builder, which does not deploy what is there. */
function taking(m: IgnitionModuleBuilder, found: Readonly<Record<string, string>>): IgnitionModuleBuilder {
  const contract = (name: string, ...rest: [Artifact | ArgumentType[] | undefined]) => {
    const address = found[name];
    if (address === undefined) return m.contract(name, ...(rest as [ArgumentType[]]));
    // Another id than that of a deployment, which a journal may hold.
    const options = { id: `${name}Found` };
    const [artifact] = rest;
    return artifact === undefined || Array.isArray(artifact)
      ? m.contractAt(name, address, options)
      : m.contractAt(name, artifact, address, options);
  };
  return Object.assign(Object.create(m) as IgnitionModuleBuilder, { contract });
}
