/** Formats of output files, each with its own check. */
export type OutputFormat = "json" | "text" | "png";

/** Which files of which format and size (bytes) a kind of job may put out. */
export interface OutputRule {
  readonly name: RegExp;
  readonly format: OutputFormat;
  readonly maxBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const json = (name: RegExp): OutputRule => ({ name, format: "json", maxBytes: MEBIBYTE });
const text = (name: RegExp): OutputRule => ({ name, format: "text", maxBytes: MEBIBYTE });
const png = (name: RegExp): OutputRule => ({ name, format: "png", maxBytes: 2 * MEBIBYTE });

/** Outputs by kind of job. All else is refused. */
export const outputRules: Readonly<Record<"train" | "infer" | "evaluate", readonly OutputRule[]>> = {
  train: [
    json(/^metrics\.json$/),
    json(/^report\.json$/),
    text(/^loss\.csv$/),
    png(/^[a-z][a-z0-9_-]{0,31}\.png$/),
  ],
  infer: [json(/^output\.json$/), text(/^output\.txt$/)],
  evaluate: [json(/^report\.json$/), text(/^table\.md$/), png(/^plot\.png$/)],
};
