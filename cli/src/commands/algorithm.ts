import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import {
  fetchAbout,
  formatAmount,
  parseAmount,
  PosthumanError,
  publishAlgorithm,
  uploadDataset,
  type AssetSale,
  type Client,
  type WorkerAbout,
} from "@posthuman/sdk";
import { Command } from "commander";
import { algorithmTemplate } from "../algorithms/algorithmTemplate.ts";
import { readAlgorithm, type LocalAlgorithm } from "../algorithms/readAlgorithm.ts";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { print } from "../terminal/print.ts";
import { requireNoFile } from "../wallet/keystore.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface AlgorithmInitOptions {
  readonly name?: string;
  readonly json?: boolean;
}

/** `posthuman algorithm init <folder>`: an algorithm that works, to begin from. */
export function algorithmInitCommand(): Command {
  return new Command("init")
    .description(
      "write a small algorithm that works, to begin from: a program, its metadata, a page about both",
    )
    .argument("<folder>", "is made if it is not there; nothing in it is written over")
    .option("--name <name>", "of the algorithm, at least 4 characters; by default the folder's")
    .option("--json", "print one JSON document instead of text")
    .addHelpText("after", "\nExample:\n  $ posthuman algorithm init hello-world")
    .action(async (folder: string, { name = nameOf(folder), json }: AlgorithmInitOptions) => {
      const files = Object.entries(algorithmTemplate(name));
      for (const [file] of files) requireNoFile(join(folder, file));
      try {
        await mkdir(folder, { recursive: true });
        for (const [file, text] of files) await writeFile(join(folder, file), text, { flag: "wx" });
      } catch (error) {
        const { code: reason = "it cannot be written" } = error as { code?: string };
        throw new PosthumanError("FILE_UNWRITABLE", { file: folder, reason }, { cause: error });
      }
      const next = `posthuman algorithm test ${folder} --model <folder of a model>`;
      const written = files.map(([file]) => join(folder, file));
      print({ name, files: written, next }, [...written, `Next: ${next}`].join("\n"), json);
    });
}

/** A name of the length that Ocean wants. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder));
  return name.length < 4 ? `algorithm-${name}` : name;
}

interface AlgorithmPublishOptions extends SendOptions {
  readonly endpoint: string[];
  readonly price?: string;
  readonly asset?: string;
}

/** A worker that gets the algorithm's file. */
interface Receiver {
  readonly endpoint: string;
  readonly about: WorkerAbout;
}

/** `posthuman algorithm publish <folder>`: an asset that others can use in their jobs. */
export function algorithmPublishCommand(): Command {
  return addSendOptions(new Command("publish"))
    .description("publish an algorithm as an Ocean asset, and bring its file to workers")
    .argument("<folder>", "of the algorithm: metadata.json and algorithm.py or __main__.py")
    .requiredOption("--endpoint <url...>", "APIs of the workers that get the file")
    .option("--price <ocean>", "of one job with it, in OCEAN; without it, it is free")
    .option(
      "--asset <address>",
      "its datatoken, if it is published: then the file is only brought to the workers",
    )
    .addHelpText(
      "after",
      "\nA worker runs it once its operator has added its SHA-256 to trustedAlgorithms." +
        "\n\nExample:\n  $ posthuman algorithm publish hello-world --endpoint http://127.0.0.1:8080 --price 0.5",
    )
    .action((folder: string, options: AlgorithmPublishOptions) =>
      withClient(openSigner(options), async (client) => {
        const algorithm = await readAlgorithm(folder);
        const receivers: Receiver[] = [];
        for (const endpoint of options.endpoint)
          receivers.push({ endpoint, about: await fetchAbout(endpoint) });
        const { asset, json } = options;
        if (asset !== undefined) {
          await bring(client, algorithm, asset, receivers);
          return print(publishedValue(algorithm, asset), reportOf(algorithm, asset, receivers), json);
        }
        await publish(client, folder, algorithm, receivers, options);
      }),
    );
}

async function publish(
  client: Client,
  folder: string,
  algorithm: LocalAlgorithm,
  receivers: readonly Receiver[],
  options: AlgorithmPublishOptions,
): Promise<void> {
  const { name, sha256, size, entrypoint, image, description, author, license, tags, version } = algorithm;
  const price = options.price === undefined ? 0n : parseAmount(options.price);
  const sale: AssetSale = price === 0n ? { kind: "free" } : { kind: "fixed", price };
  const described = { name, description, author, license, tags, version, entrypoint, image, sha256, size };
  const [{ endpoint } = { endpoint: "" }] = receivers;
  await carryOut(
    client,
    { act: (sender) => publishAlgorithm(sender, { ...described, sale, endpoint }) },
    {
      title: `Publish the algorithm ${name}`,
      lines: [
        ["File", `${algorithm.file}, ${size} bytes, SHA-256 ${sha256}`],
        ["Entry point", entrypoint],
        ["Image", image ?? ""],
        [
          "Price",
          price === 0n ? "free" : `${formatAmount(price)} OCEAN for each job, and Ocean's part on top`,
        ],
        ...receivers.map(({ endpoint: url }) => ["Worker", `${url} gets the file`] as const),
      ],
      tell: async ({ datatoken, dataNft }) => {
        const failure = await bring(client, algorithm, datatoken, receivers).catch((error: unknown) => {
          if (PosthumanError.is(error)) return error;
          throw error;
        });
        const text = failure
          ? `${name} is published: ${datatoken}\nIts file did not get to all workers: ${failure.message}`
          : reportOf(algorithm, datatoken, receivers);
        const urls = receivers.map((receiver) => receiver.endpoint).join(" ");
        return {
          value: {
            ...publishedValue(algorithm, datatoken),
            dataNft,
            ...(failure && { uploadError: failure.toJSON() }),
          },
          text,
          next: failure
            ? `algorithm publish ${folder} --asset ${datatoken} --endpoint ${urls}`
            : `evaluate <model> <text> --algorithm ${datatoken}`,
        };
      },
    },
    options,
  );
}

/** Brings the file to the workers, for the asset's users. */
async function bring(
  client: Client,
  { bytes, file }: LocalAlgorithm,
  asset: string,
  receivers: readonly Receiver[],
): Promise<undefined> {
  for (const { endpoint, about } of receivers)
    await uploadDataset(client, { endpoint, worker: about.worker, source: bytes, name: file, asset });
}

function publishedValue({ name, sha256, size, entrypoint }: LocalAlgorithm, asset: string): object {
  return { name, asset, sha256, size, entrypoint };
}

function reportOf({ name, sha256 }: LocalAlgorithm, asset: string, receivers: readonly Receiver[]): string {
  const lines = receivers.map(({ endpoint, about }) => {
    const { trusted = [] } = about.algorithms ?? {};
    const runs = trusted === "any" || trusted.includes(sha256);
    return `${endpoint} ${runs ? "has the file and runs it" : "has the file; its operator has not allowed it yet"}`;
  });
  return [`${name}: ${asset}`, `SHA-256: ${sha256}`, ...lines].join("\n");
}
