import type { DatabaseSync } from "node:sqlite";
import {
  earnsBirth,
  fromTermsStruct,
  toJson,
  type Contracts,
  type JobState,
  type Terms,
} from "@posthuman/sdk";
import { parseResult } from "../job/ChainJob.ts";
import type { Projection } from "./createProjector.ts";

type Market = Contracts["market"];
type TermsStruct = Parameters<typeof fromTermsStruct>[0];

/** The JobMarket's events as rows of jobs: what was paid for, in the one shape that the engine works on. */
export function jobMarketProjection(
  db: DatabaseSync,
  address: string,
  { interface: abi }: Pick<Market, "interface">,
): Projection {
  const insert = db.prepare(
    `INSERT INTO jobs (id, kind, model, requester, payer, terms, state, requested_block, changed_block)
     VALUES (?, ?, ?, ?, ?, ?, 'Requested', ?, ?)`,
  );
  const forget = db.prepare("DELETE FROM jobs WHERE id = ?");
  const setBirthDue = db.prepare("UPDATE jobs SET birth_due = ? WHERE id = ?");
  const settled = db.prepare(
    `SELECT kind, result, min_gain FROM jobs j JOIN models m ON m.id = j.model JOIN families f ON f.root = m.root
     WHERE j.id = ?`,
  );

  /** The chain pays whatever the gain is; whether a birth is due follows from the family's terms. */
  function isBirthDue(id: string): boolean {
    const row = settled.get(id) as { kind: string; result: string; min_gain: string } | undefined;
    if (!row) return false;
    return earnsBirth(row.kind, parseResult(row.result), BigInt(row.min_gain));
  }

  function request(id: string, block: number, payer: string, terms: Terms): void {
    insert.run(id, terms.kind, terms.model, terms.requester, payer, toJson(terms), block, block);
  }

  return {
    address,
    forget: (id) => void forget.run(id),
    read(log) {
      const event = abi.parseLog(log);
      if (!event?.name.startsWith("Job")) return undefined;
      const { args } = event;
      const id = String(args["id"]);
      if (event.name === "JobRequested") {
        return {
          subject: id,
          apply: () =>
            request(
              id,
              log.blockNumber,
              String(args["payer"]),
              fromTermsStruct(args["terms"] as TermsStruct),
            ),
        };
      }
      const columns = changes(event.name, args);
      if (!columns) return undefined;
      const names = [...Object.keys(columns), "changed_block"];
      const update = db.prepare(
        `UPDATE jobs SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`,
      );
      return {
        subject: id,
        apply() {
          update.run(...Object.values(columns), log.blockNumber, id);
          if (event.name === "JobSettled") setBirthDue.run(isBirthDue(id) ? 1 : 0, id);
        },
      };
    },
  };
}

type Columns = Record<string, string | number | null>;

/** What an event changes of its job's row; `undefined` for one that is not about a job's state. */
function changes(name: string, args: Record<string, unknown>): Columns | undefined {
  const text = (field: string) => String(args[field]);
  const whole = (field: string) => Number(args[field]);
  const to = (state: JobState, more: Columns = {}): Columns => ({ state, until: 0, ...more });
  switch (name) {
    case "JobLeased":
      return to("Leased", {
        worker: text("worker"),
        attempts: whole("attempt"),
        until: whole("until"),
        progress: 0,
      });
    case "JobRenewed":
      return { until: whole("until"), progress: whole("progress"), checkpoint: text("checkpoint") };
    case "JobSubmitted":
      return to("Submitted", { until: whole("until"), result: resultJson(args["result"] as ResultArgs) });
    case "JobSettled":
      return to("Settled", { fee: text("fee") });
    case "JobBirth":
      return to("Born", { child: text("child"), birth_due: 0 });
    case "JobCancelled":
      return to("Cancelled");
    case "JobFailed":
      return to("Failed", { reason: text("reason") });
    case "JobLapsed":
      return to("Requested");
    case "JobExpired":
      return to("Expired");
    default:
      return undefined;
  }
}

type ResultArgs = Record<
  "worker" | "resultRoot" | "fee" | "weightsRoot" | "traceRoot" | "segments" | "gain",
  unknown
>;

function resultJson({ worker, resultRoot, fee, weightsRoot, traceRoot, segments, gain }: ResultArgs): string {
  return toJson({ worker, resultRoot, fee, weightsRoot, traceRoot, segments, gain });
}
