import { jsonField } from "../base/json.ts";
import { catalogue, type ErrorCode } from "./catalogue.ts";
import { wordless, type ErrorDescriptor } from "./catalogue/ErrorDescriptor.ts";

/** Values for a message's placeholders. Never put keys, weights or private text here: they are shown and logged. */
export type ErrorArgs = Readonly<Record<string, string | number | bigint | boolean>>;

/** The one error that SDK, worker and CLI throw: a code of the catalogue, its words, and what to do. */
export class PosthumanError extends Error {
  override readonly name = "PosthumanError";
  readonly code: ErrorCode;
  readonly args: ErrorArgs;
  readonly why: string;
  readonly fix: string;
  readonly retryable: boolean;
  readonly status: number;

  /** @param options `words`: what a worker said, for a code whose words this program leaves out. */
  constructor(
    code: ErrorCode,
    args: ErrorArgs = {},
    { words, ...options }: { cause?: unknown; words?: ErrorDescriptor | undefined } = {},
  ) {
    const known = catalogue[code];
    const { message, why, fix, retryable, status } = (known === wordless && words) || known;
    super(fill(message, args), options);
    this.code = code;
    this.args = args;
    this.why = fill(why, args);
    this.fix = fill(fix, args);
    this.retryable = retryable;
    this.status = status;
  }

  /**
   * Whether `error` is an error of the catalogue and, if a code is given, that one; by name and code, so that copies of
   * the package agree, also across realms.
   */
  static is(error: unknown, code?: ErrorCode): error is PosthumanError {
    if (Object.prototype.toString.call(error) !== "[object Error]") return false;
    const { name, code: actual } = error as Partial<PosthumanError>;
    return name === "PosthumanError" && actual !== undefined && (code === undefined || actual === code);
  }

  /** What goes over the wire and into `--json`: no stack and no underlying error, which could hold secrets. */
  toJSON() {
    const args = Object.fromEntries(Object.entries(this.args).map(([key, value]) => [key, jsonField(value)]));
    const { code, message, why: cause, fix, retryable } = this;
    return { code, message, cause, fix, retryable, args };
  }
}

function fill(template: string, args: ErrorArgs): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => (key in args ? String(args[key]) : whole));
}
