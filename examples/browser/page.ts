/** A page on the wallet of the browser (EIP-1193): lists the models for sale, and buys one job of one of them. */
import {
  connect,
  executePlan,
  formatAmount,
  listModels,
  parseAddresses,
  parseAmount,
  planBuy,
  PosthumanError,
} from "@posthuman/sdk";
import { BrowserProvider, type Eip1193Provider } from "ethers";

const { ethereum } = window as unknown as { ethereum: Eip1193Provider };
const models = document.querySelector("#models")!;
const status = document.querySelector("#status")!;
document.querySelector("#connect")!.addEventListener("click", () => void shown(showModels));

/** Connects to the wallet, and shows every model that somebody sells. */
async function showModels(): Promise<string> {
  const addresses = parseAddresses(await (await fetch("addresses.json")).json());
  const client = await connect({ signer: await new BrowserProvider(ethereum).getSigner(), addresses });
  for (const { address, name } of await listModels(client)) {
    const plan = await planBuy(client, { token: address, amount: parseAmount("1") }).catch(notForSale);
    if (plan === undefined) continue;
    const button = document.createElement("button");
    button.textContent = `Buy 1 ${name} for ${formatAmount(plan.terms.cost.amount)} OCEAN`;
    button.addEventListener("click", () => {
      void shown(async () => {
        const { result } = await executePlan(client, plan);
        return `You bought 1 ${name} for ${formatAmount(result.cost)} OCEAN.`;
      });
    });
    models.append(button);
  }
  return `Connected as ${client.account}.`;
}

/** Shows how something ends: what it returns, or what went wrong and what to do about it. */
async function shown(action: () => Promise<string>): Promise<void> {
  status.textContent = "…";
  status.textContent = await action().catch((error: unknown) =>
    PosthumanError.is(error) ? `${error.message} ${error.fix}` : String(error),
  );
}

function notForSale(error: unknown): undefined {
  if (!PosthumanError.is(error, "NOTHING_FOR_SALE")) throw error;
}
