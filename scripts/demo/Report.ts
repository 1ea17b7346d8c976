/** The document that `npm run demo -- --json` prints: what happened, read back from chain and results. */
export interface Report {
  readonly models: readonly ReportModel[];
  readonly jobs: readonly ReportJob[];
  /** Model name → who received which part of its birth supply, as decimals. */
  readonly shares: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What each account holds and could claim at the end, as decimals. */
  readonly balances: readonly { account: string; token: string; amount: string }[];
  readonly inference: { prompt: string; text: string };
  readonly evaluation: { text: string; rows: readonly { model: string; bitsPerByte: number }[] };
}

/** One model of the story. */
export interface ReportModel {
  readonly name: string;
  /** A model's id is its datatoken's address. */
  readonly id: string;
  readonly datatoken: string;
  /** Name of its parent; null for the root. */
  readonly parent: string | null;
  readonly owner: string;
  readonly custodian: string;
  readonly weightsRoot: string;
  /** On the family's held-out set. */
  readonly bitsPerByte: number;
}

/** One job of the story. */
export interface ReportJob {
  readonly id: string;
  readonly kind: "train" | "infer" | "evaluate";
  readonly model: string;
  readonly state: string;
  /** From request to settlement. */
  readonly seconds: number;
  readonly resultRoot: string;
  readonly gas: { request: number; lease: number; submit: number; settle: number };
}
