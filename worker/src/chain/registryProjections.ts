import type { DatabaseSync } from "node:sqlite";
import type { Contracts } from "@posthuman/sdk";
import { ZeroAddress, ZeroHash } from "ethers";
import type { Projection } from "./createProjector.ts";

/** The ModelRegistry's events as rows of models, and of what their families share. */
export function modelRegistryProjection(
  db: DatabaseSync,
  address: string,
  { interface: abi }: Pick<Contracts["registry"], "interface">,
): Projection {
  const parentOf = db.prepare("SELECT root, generation FROM models WHERE id = ?");
  const insert = db.prepare(
    `INSERT INTO models (id, parent, root, generation, owner, data_nft, weights_root, job, block)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const found = db.prepare("INSERT INTO families VALUES (?, ?, ?, ?)");
  const forgetModel = db.prepare("DELETE FROM models WHERE id = ?");
  const forgetFamily = db.prepare("DELETE FROM families WHERE root = ?");

  function register(id: string, args: Record<string, unknown>, block: number): void {
    const { parent, owner, dataNft, weightsRoot, job } = args as Record<string, string>;
    const above = parentOf.get(parent ?? "") as { root: string; generation: number } | undefined;
    insert.run(
      id,
      parent === ZeroAddress ? null : (parent ?? null),
      above?.root ?? id,
      above ? above.generation + 1 : 0,
      ...([owner, dataNft, weightsRoot] as string[]),
      job === ZeroHash ? null : (job ?? null),
      block,
    );
  }

  return {
    address,
    forget(id) {
      forgetModel.run(id);
      forgetFamily.run(id);
    },
    read(log) {
      const event = abi.parseLog(log);
      if (event?.name === "ModelRegistered") {
        const id = String(event.args["model"]);
        return { subject: id, apply: () => register(id, event.args.toObject(), log.blockNumber) };
      }
      if (event?.name !== "FamilyFounded") return undefined;
      const root = String(event.args["root"]);
      const { custodian, evaluationHash, minGain } = event.args["family"] as {
        custodian: string;
        evaluationHash: string;
        minGain: bigint;
      };
      return {
        subject: root,
        apply: () => void found.run(root, custodian, evaluationHash, minGain.toString()),
      };
    },
  };
}

/** The WorkerRegistry's events as rows of which custodian authorises which worker. */
export function workerRegistryProjection(
  db: DatabaseSync,
  address: string,
  { interface: abi }: Pick<Contracts["workers"], "interface">,
): Projection {
  const put = db.prepare(
    `INSERT INTO authorisations VALUES (?, ?, ?)
     ON CONFLICT (custodian, worker) DO UPDATE SET authorised = excluded.authorised`,
  );
  const forget = db.prepare("DELETE FROM authorisations WHERE custodian = ?");
  return {
    address,
    forget: (custodian) => void forget.run(custodian),
    read(log) {
      const event = abi.parseLog(log);
      if (event?.name !== "WorkerAuthorised") return undefined;
      const [custodian, worker, authorised] = event.args as unknown as [string, string, boolean];
      return { subject: custodian, apply: () => void put.run(custodian, worker, authorised ? 1 : 0) };
    },
  };
}
