import type { Client, Model, RequestedJob } from "@posthuman/sdk";
import { openedSession, sessionText } from "../jobs/session.ts";
import { parseCount, type JobOptions } from "../options/jobs.ts";
import type { Plan } from "../plans/carryOut.ts";
import { requestPlan } from "./requestPlan.ts";

/** What a session takes beside what every job does. */
export interface SessionOptions extends JobOptions {
  readonly tokens: string;
  readonly seconds?: string;
}

/**
 * Plans a session: what it is to cost, and, once it is paid, to wait until the model is loaded.
 * @throws PosthumanError as `requestPlan`.
 */
export async function sessionPlan(
  client: Client,
  model: Model,
  options: SessionOptions,
): Promise<Plan<RequestedJob>> {
  const { json } = options;
  const tokens = parseCount(options.tokens, "tokens, such as 10000");
  const seconds =
    options.seconds === undefined
      ? parseCount(options.hours, "hours, such as 8") * 3_600
      : parseCount(options.seconds, "seconds, such as 3600");
  const job = {
    ...{ kind: "infer" as const, model, files: [], parameters: {} },
    session: { tokens, seconds },
  };
  const { endpoint, task, ...plan } = await requestPlan(client, job, options);
  return {
    ...plan,
    title: `Open a session of ${model.name}`,
    async tell({ id }) {
      const session = await openedSession(client, { endpoint, job: id }, json);
      return {
        value: session,
        text: sessionText(session, task),
        ...{ next: `session show ${id}`, prefix: "# " },
      };
    },
  };
}
