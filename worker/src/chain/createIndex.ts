import type { DatabaseSync } from "node:sqlite";
import { isRefunded, jobStates, type JobState } from "@posthuman/sdk";
import {
  parseResult,
  parseTerms,
  type ChainModel,
  type ChainView,
  type IndexedJob,
} from "../job/ChainJob.ts";

/** Which jobs to list; absent fields match all. */
interface JobQuery {
  readonly model?: string;
  readonly requester?: string;
  readonly state?: string;
  /** Only jobs on models of custodians that authorise this worker. */
  readonly worker: string;
  /** The most to list. */
  readonly limit: number;
}

/** The part of the chain that is deep enough to act on, for engine and API. */
export interface Index extends ChainView {
  job(id: string): IndexedJob | undefined;
  openJobs(): IndexedJob[];
  /** The newest request first. */
  jobs(query: JobQuery): IndexedJob[];
  /** All jobs so far on models of custodians that authorise this worker, except those that were refunded. */
  keptJobs(worker: string): IndexedJob[];
  /** All models, the oldest first. */
  models(): ChainModel[];
  /** Custodians that let the worker run jobs on their models. */
  custodiansOf(worker: string): string[];
}

/** Every model with its family's terms. */
const MODELS = `
  SELECT m.id AS id, m.weights_root AS weightsRoot, f.custodian AS custodian, f.evaluation_hash AS evaluationHash
  FROM models m JOIN families f ON f.root = m.root`;

/** The states of refunded jobs, as SQL lists them. */
const REFUNDED = jobStates
  .filter(isRefunded)
  .map((state) => `'${state}'`)
  .join(", ");

/** Answers from the database's tables; always what was last committed. */
export function createIndex(db: DatabaseSync): Index {
  const job = db.prepare("SELECT * FROM jobs WHERE id = ?");
  const open = db.prepare(
    `SELECT * FROM jobs WHERE state IN ('Requested', 'Leased', 'Submitted') OR birth_due = 1
     ORDER BY requested_block, id`,
  );
  const jobs = db.prepare(
    `SELECT j.* FROM jobs j
     JOIN models m ON m.id = j.model JOIN families f ON f.root = m.root
     JOIN authorisations a ON a.custodian = f.custodian AND a.worker = :worker AND a.authorised = 1
     WHERE j.model = coalesce(:model, j.model) AND j.requester = coalesce(:requester, j.requester)
       AND j.state = coalesce(:state, j.state)
     ORDER BY j.requested_block DESC, j.id LIMIT :limit`,
  );
  const kept = db.prepare(
    `SELECT j.* FROM jobs j
     JOIN models m ON m.id = j.model JOIN families f ON f.root = m.root
     JOIN authorisations a ON a.custodian = f.custodian AND a.worker = ? AND a.authorised = 1
     WHERE j.state NOT IN (${REFUNDED})`,
  );
  const models = db.prepare(`${MODELS} ORDER BY m.block, m.generation, m.id`);
  const lineage = db.prepare(
    `WITH RECURSIVE line (id, hop) AS (
       VALUES (?, 0) UNION ALL SELECT parent, hop + 1 FROM models JOIN line USING (id) WHERE parent IS NOT NULL
     )
     ${MODELS} JOIN line ON line.id = m.id ORDER BY line.hop`,
  );
  const custodians = db.prepare(
    "SELECT custodian FROM authorisations WHERE worker = ? AND authorised = 1 ORDER BY custodian",
  );
  const authorised = db.prepare("SELECT authorised FROM authorisations WHERE custodian = ? AND worker = ?");

  return {
    job(id) {
      const row = job.get(id);
      return row && parseJob(row);
    },
    openJobs: () => open.all().map(parseJob),
    jobs({ worker, limit, model = null, requester = null, state = null }) {
      return jobs.all({ worker, limit, model, requester, state }).map(parseJob);
    },
    keptJobs: (worker) => kept.all(worker).map(parseJob),
    models: () => models.all() as unknown as ChainModel[],
    lineage: (id) => lineage.all(id) as unknown as ChainModel[],
    custodiansOf: (worker) => custodians.all(worker).map((row) => String(row["custodian"])),
    isAuthorised: (custodian, worker) => authorised.get(custodian, worker)?.["authorised"] === 1,
  };
}

/** A job's row, read back. */
function parseJob(row: Record<string, unknown>): IndexedJob {
  const {
    id,
    state,
    attempts,
    worker,
    payer,
    until,
    birth_due,
    terms,
    result,
    progress,
    checkpoint,
    fee,
    reason,
    child,
  } = row as unknown as JobRow;
  return {
    id,
    state,
    attempts,
    payer,
    until,
    progress,
    terms: parseTerms(terms),
    birthDue: birth_due === 1,
    result: result === null ? undefined : parseResult(result),
    worker: worker ?? undefined,
    checkpoint: checkpoint ?? undefined,
    fee: fee === null ? undefined : BigInt(fee),
    reason: reason ?? undefined,
    child: child ?? undefined,
  };
}

interface JobRow {
  id: string;
  payer: string;
  state: JobState;
  attempts: number;
  until: number;
  progress: number;
  birth_due: number;
  terms: string;
  result: string | null;
  worker: string | null;
  checkpoint: string | null;
  fee: string | null;
  reason: string | null;
  child: string | null;
}
