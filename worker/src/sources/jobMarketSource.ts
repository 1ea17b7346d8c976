import type { DatabaseSync } from "node:sqlite";
import { fromTermsStruct, type Contracts, type JobState, type Terms } from "@posthuman/sdk";
import { toJson } from "../index/toJson.ts";
import type { Source } from "./Source.ts";

type Market = Contracts["market"];
type TermsStruct = Parameters<typeof fromTermsStruct>[0];

/** The JobMarket's events as rows of jobs: what was paid for, in the one shape that the engine works on. */
export function jobMarketSource(
  db: DatabaseSync,
  address: string,
  { interface: abi }: Pick<Market, "interface">,
): Source {
  const insert = db.prepare(
    `INSERT INTO jobs (id, kind, model, requester, terms, state, requested_block, changed_block)
     VALUES (?, ?, ?, ?, ?, 'Requested', ?, ?)`,
  );
  const forget = db.prepare("DELETE FROM jobs WHERE id = ?");

  function request(id: string, block: number, terms: Terms): void {
    insert.run(id, terms.kind, terms.model, terms.requester, toJson(terms), block, block);
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
          apply: () => request(id, log.blockNumber, fromTermsStruct(args["terms"] as TermsStruct)),
        };
      }
      const columns = changes(event.name, args);
      if (!columns) return undefined;
      const names = [...Object.keys(columns), "changed_block"];
      const update = db.prepare(
        `UPDATE jobs SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`,
      );
      return { subject: id, apply: () => void update.run(...Object.values(columns), log.blockNumber, id) };
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
      return to("Settled", { fee: text("fee"), birth_due: args["birthDue"] ? 1 : 0 });
    case "JobBirth":
      return { child: text("child"), birth_due: 0 };
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

type ResultArgs = Record<"resultRoot" | "fee" | "weightsRoot" | "traceRoot" | "segments" | "gain", unknown>;

function resultJson({ resultRoot, fee, weightsRoot, traceRoot, segments, gain }: ResultArgs): string {
  return toJson({ resultRoot, fee, weightsRoot, traceRoot, segments, gain });
}
