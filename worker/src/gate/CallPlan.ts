/** Answers that a call may have: text at once or as a stream, vectors, or another task's JSON. */
export type AnswerKind = "completion" | "chat" | "embeddings" | "json";

/** A call that was checked: what the engine is asked, and the bounds of what it may answer. */
export interface CallPlan {
  readonly kind: AnswerKind;
  /** The engine's route. */
  readonly path: string;
  /** The engine's body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly stream: boolean;
  /** Whether the client asked for the stream's usage. */
  readonly includeUsage: boolean;
  /** Whether the client asked for logprobs, and may have them. */
  readonly logprobs: boolean;
  /** Whether the client asked for vectors in base64. */
  readonly base64: boolean;
  /** Texts that are answered. */
  readonly choices: number;
  /** Tokens that the prompt has about, before the engine has counted them. */
  readonly promptEstimate: number;
  /** Most tokens that the prompt can have. */
  readonly mostPrompt: number;
  /** Most tokens that all texts together may have; absent if the client set no limit: what fits into the model. */
  readonly mostCompletion: number | undefined;
  /** Brings the engine's answer into the form that the client asked in. */
  readonly shape?: (answer: unknown) => unknown;
}
