import type { DatabaseSync } from "node:sqlite";
import type { Contracts } from "@posthuman/sdk";
import type { Source } from "./Projection.ts";

type Workers = Contracts["workers"];

/** The WorkerRegistry's events as rows of which custodian authorises which worker. */
export function workerRegistrySource(
  db: DatabaseSync,
  address: string,
  { interface: abi }: Pick<Workers, "interface">,
): Source {
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
