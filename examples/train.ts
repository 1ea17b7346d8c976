/** `node scripts/bootstrap.mjs examples/train.ts <model> <text file>`: buys a datatoken, trains, follows the job, and claims what the child earns. */
import { basename } from "node:path";
import { claim, executePlan, followJob, formatAmount, planRequest, settle } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { openClient } from "./openClient.ts";

const [model = "", file = ""] = process.argv.slice(2);
const client = await openClient();
const plan = await planRequest(client, {
  kind: "train",
  model,
  datasets: [{ name: basename(file), source: await openFile(file) }],
  parameters: { steps: 80, batch_size: 8, learning_rate: 0.004, warmup_steps: 5 },
  childName: "my-model",
  buy: true,
});
const { result: job } = await executePlan(client, plan);
let born = false;
for await (const update of followJob(client, job.id, { endpoint: plan.terms.worker.endpoint })) {
  if (update.type === "state") console.log(update.state);
  if (update.type !== "birth") continue;
  born = true;
  await settle(client, { model: update.child, token: update.child });
  const { result: earned } = await claim(client, update.child);
  console.log(`Born: ${update.child}. Claimed ${formatAmount(earned)} of its datatokens.`);
}
if (!born) console.log("No model was born: the training gained less than the model's family asks for.");
client.close();
