import { responseHashOf } from "@posthuman/sdk";
import { createGathering } from "./createGathering.ts";
import { readAnswer } from "../serving/engineAnswer.ts";
import type { CallUnderWay } from "./CallUnderWay.ts";
import { sendJson } from "./sendJson.ts";

/** Answers with the whole text of an engine. */
export async function answerText(call: CallUnderWay): Promise<void> {
  const { plan, session, ticket, requestHash, answer } = call;
  const gathering = createGathering(ticket.id, session.model.id, plan, call.bounds);
  const whole = gathering.whole(await readAnswer(answer, call.mostBytes));
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = gathering.usage()!;
  const shown = plan.shape?.(whole) ?? whole;
  await ticket.finish({ requestHash, responseHash: responseHashOf(shown), promptTokens, completionTokens });
  sendJson(call.response, session.job, shown);
}
