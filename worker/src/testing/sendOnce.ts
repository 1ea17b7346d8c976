import { Wallet } from "ethers";
import { connectRpc } from "../chain/rpc.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createSender } from "../sender/createSender.ts";
import { EMITTER, word } from "./contracts.ts";
import { ANVIL_CHAIN_ID } from "./startAnvil.ts";

/** A worker that sends one transaction and ends: what the crash tests kill and start again. */
const [file = "", url = "", privateKey = "", value = ""] = process.argv.slice(2);
const signer = new Wallet(privateKey);
const { db } = openDatabase(file, { chainId: ANVIL_CHAIN_ID, market: EMITTER, worker: signer.address });
const rpc = await connectRpc({ url, chainId: ANVIL_CHAIN_ID });
const stop = new AbortController();
const sender = createSender({
  rpc,
  db,
  signer,
  chainId: ANVIL_CHAIN_ID,
  confirmations: 1,
  bumpAfterMs: Number(process.env["BUMP_AFTER_MS"] ?? 60_000),
  signal: stop.signal,
  pollMs: 50,
});
const running = sender.run();
await sender.send({ key: `emit:${value}`, to: EMITTER, data: word(Number(value)), description: "emit" });
stop.abort();
await running;
