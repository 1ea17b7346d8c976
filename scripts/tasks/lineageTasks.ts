import type { NewTaskDefinition } from "hardhat/types/tasks";
import { task } from "hardhat/config";

/** What they do is loaded by the first that runs: it needs the SDK, and a build of the contracts comes before that. */
const actions = () => import("./lineageActions.ts");

/** Gives a task the options that all of these have. */
const lineageTask = (name: string, description: string) =>
  task(`lineage:${name}`, description).addOption({
    name: "addresses",
    description: "the address document; by default that of the network's deployment",
    defaultValue: "",
  });

const token = {
  name: "token",
  description: "the token's address; by default OCEAN",
  defaultValue: "",
} as const;
const model = { name: "model", description: "the model's datatoken" } as const;

/** `npx hardhat lineage:…`: what a lineage earns, on any network that Hardhat is configured for. */
export const lineageTasks: NewTaskDefinition[] = [
  lineageTask("show", "Show a model's ancestors, who earns what, and what waits to be shared")
    .addPositionalArgument(model)
    .addOption(token)
    .setAction(async () => ({ default: (await actions()).show }))
    .build(),
  lineageTask("pay", "Give a model income, which is shared along its lineage")
    .addPositionalArgument(model)
    .addPositionalArgument({ name: "amount", description: "how much, such as 2.5" })
    .addOption(token)
    .setAction(async () => ({ default: (await actions()).payModel }))
    .build(),
  lineageTask("collect", "Book what was sent to a model's own address as its income")
    .addPositionalArgument(model)
    .addOption(token)
    .setAction(async () => ({ default: (await actions()).collectIncome }))
    .build(),
  lineageTask("settle", "Share the income of a model and its ancestors among those who earn it")
    .addPositionalArgument(model)
    .addOption(token)
    .setAction(async () => ({ default: (await actions()).settleIncome }))
    .build(),
  lineageTask("claim", "Take out what an account earned")
    .addOption(token)
    .addOption({ name: "account", description: "whose; by default the network's own", defaultValue: "" })
    .setAction(async () => ({ default: (await actions()).claimIncome }))
    .build(),
];
