import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { Dispenser__factory } from "../generated/factories/Dispenser__factory.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";
import { FixedRateExchange__factory } from "../generated/factories/FixedRateExchange__factory.ts";
import { WHOLE_TOKEN } from "../protocol/amounts.ts";

/** A way to get an ordinary asset's datatokens from Ocean's own contracts. */
export type Sale =
  | {
      readonly kind: "fixed";
      /** The exchange's contract, and its id there. */
      readonly contract: string;
      readonly exchange: string;
      readonly baseToken: string;
      /** For one whole datatoken, all fees included, in the base token's smallest unit. */
      readonly price: bigint;
    }
  | {
      readonly kind: "free";
      /** The dispenser's contract. */
      readonly contract: string;
      /** The most that one call takes, in wei. */
      readonly maxTokens: bigint;
      /** The most that an account may have and still take some, in wei. */
      readonly maxBalance: bigint;
    };

/**
 * How Ocean's own exchange and dispenser sell an ordinary asset's datatokens: what is open, the free ones first.
 *
 * @throws PosthumanError `ADDRESS_INVALID`, `CONTRACT_REFUSED` if it is not a datatoken.
 *
 * @example
 * const [cheapest] = await listSales(client, datatoken);
 */
export async function listSales(client: Client, datatoken: string): Promise<Sale[]> {
  const token = ERC20Template__factory.connect(checkedAddress(datatoken, "datatoken"), client.provider);
  return read(client, async () => {
    const [rates, dispensers] = await Promise.all([token.getFixedRates(), token.getDispensers()]);
    const free = await Promise.all(dispensers.map((contract) => freeSale(client, contract, datatoken)));
    const fixed = await Promise.all(
      rates.map(({ contractAddress, id }) => fixedSale(client, contractAddress, id)),
    );
    const byPrice = fixed.flat().sort((a, b) => (a.price < b.price ? -1 : 1));
    return [...free.flat(), ...byPrice];
  });
}

async function freeSale(client: Client, contract: string, datatoken: string): Promise<Sale[]> {
  const dispenser = Dispenser__factory.connect(contract, client.provider);
  const { active, maxTokens, maxBalance, isMinter, balance } = await dispenser.status(datatoken);
  return active && (isMinter || balance > 0n) ? [{ kind: "free", contract, maxTokens, maxBalance }] : [];
}

async function fixedSale(client: Client, contract: string, exchange: string) {
  const rate = FixedRateExchange__factory.connect(contract, client.provider);
  const { active, baseToken, withMint, dtSupply } = await rate.getExchange(exchange);
  if (!active || (!withMint && dtSupply === 0n)) return [];
  const { baseTokenAmount } = await rate.calcBaseInGivenOutDT(exchange, WHOLE_TOKEN, 0n);
  return [{ kind: "fixed" as const, contract, exchange, baseToken, price: baseTokenAmount }];
}
