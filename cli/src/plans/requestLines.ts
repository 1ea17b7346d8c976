import { formatAmount, type Client, type Purchase, type RequestTerms } from "@posthuman/sdk";
import { tokenAmount } from "../terminal/amounts.ts";
import type { Line } from "./carryOut.ts";

/** The terms of a job in words. */
export async function requestLines(client: Client, terms: RequestTerms): Promise<Line[]> {
  const { model, task, worker, datasets, algorithm, childName, session, purchases, price, maxFee } = terms;
  const prices = price.map(({ token, amount }) => tokenAmount(client, token, amount));
  const fee = await tokenAmount(client, maxFee.token, maxFee.amount);
  const deadline = new Date(Number(terms.deadline) * 1_000).toISOString();
  return [
    ["Model", model.address],
    ["Worker", `${worker.about.worker} at ${worker.endpoint}`],
    ...(await purchaseLines(client, purchases)),
    ["Task", task ?? "not known to the worker"],
    ...datasets.map(({ name, size }) => ["Data", `${name}, ${size} bytes, goes to the worker`] as const),
    ...optional("Child", childName && `${childName}, if the training gains enough`),
    ...optional("Session", session && sessionText(session)),
    ...optional("Algorithm", algorithm && algorithmText(algorithm)),
    ["Price", `${(await Promise.all(prices)).join(", ")}, and at most ${fee} for the worker`],
    ["Refund", `everything, unless the job is done by ${deadline}`],
  ];
}

/** Where each part of a purchase comes from, and for how much. */
export function purchaseLines(client: Client, purchases: readonly Purchase[]): Promise<Line[]> {
  return Promise.all(
    purchases.map(async (purchase) => {
      const { amount, cost, payToken } = purchase;
      const text = `${formatAmount(amount)} for ${await tokenAmount(client, payToken, cost)}`;
      return purchase.source === "offer"
        ? ([`Offer ${purchase.offer}`, text] as const)
        : (["Pool", `${text} at ${purchase.pool}`] as const);
    }),
  );
}

function sessionText({ tokens, seconds }: NonNullable<RequestTerms["session"]>): string {
  return `${tokens} tokens within ${seconds} s; the worker gets the part of its fee that you use, the rest comes back`;
}

function algorithmText({ name, reference, file }: NonNullable<RequestTerms["algorithm"]>): string {
  const whose = file ? ", goes to the worker" : "";
  return `${name ?? "brought before"}, SHA-256 ${reference.sha256}${whose}`;
}

function optional(name: string, value: string | undefined): Line[] {
  return value === undefined ? [] : [[name, value]];
}
