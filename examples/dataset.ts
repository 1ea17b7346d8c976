/**
 * `node scripts/bootstrap.mjs examples/dataset.ts <text file> <model>`: publishes a text that others can train on and
 * nobody can download. `<model>` is a datatoken's address, from `posthuman model list`.
 */
import { basename } from "node:path";
import { chooseWorker, parseAmount, publishAsset, uploadDataset } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { openClient } from "./openClient.ts";

const [file = "", model = ""] = process.argv.slice(2);
const client = await openClient();
const name = basename(file);
const sale = { kind: "fixed" as const, price: parseAmount("2") }; // OCEAN for each job
const { datatoken: asset } = await publishAsset(client, { name, sale });

// The worker that keeps the model gets the text, and gives it only to jobs that pay for the asset.
const { endpoint, about } = await chooseWorker(client, model);
const source = await openFile(file);
const dataset = await uploadDataset(client, { endpoint, worker: about.worker, source, name, asset });
console.log(JSON.stringify(dataset)); // what a job names: planRequest(client, { …, datasets: [dataset] })
client.close();
