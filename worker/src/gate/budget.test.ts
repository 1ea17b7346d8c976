import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGate, type TestGate } from "../testing/startGate.ts";

let gate: TestGate;

beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate[Symbol.asyncDispose]());

interface Answer {
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

async function refusal(answer: Promise<Response>) {
  const response = await answer;
  const { error } = (await response.json()) as { error: Record<string, string> };
  return { status: response.status, ...error };
}

test("a chat without a limit takes what is left of the budget", async () => {
  const small = await gate.open({ budget: 50 });
  const messages = [{ role: "user", content: "word" }];
  const answer = (await (await gate.call(small.key, "/v1/chat/completions", { messages })).json()) as Answer;
  expect(answer.usage.completion_tokens).toBe(49);
  await expect.poll(() => small.session.state()).toBe("closing");
  expect(await refusal(gate.call(small.key, "/v1/chat/completions", { messages }))).toMatchObject({
    status: 402,
    code: "SESSION_SPENT",
    message: expect.stringContaining("posthuman infer MODEL") as unknown,
  });
});

test("calls without a limit of their own share a budget, and wait for what others may still give back", async () => {
  const shared = await gate.open({ budget: 2_500 });
  const ask = (content: string) =>
    gate.call(shared.key, "/v1/chat/completions", { messages: [{ role: "user", content }] });
  const first = await ask("refuse me");
  expect(first.status).toBe(400);
  const answers = await Promise.all([ask("refuse one"), ask("refuse two"), ask("refuse three")]);
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  // As many tokens as the model takes at once, whatever else is left of the budget.
  const whole = (await (await ask("a b")).json()) as Answer;
  expect(whole.usage).toEqual({ prompt_tokens: 2, completion_tokens: 2_046, total_tokens: 2_048 });
  // What is left is less than the window: the answer ends with it.
  const rest = (await (await ask("a b")).json()) as Answer;
  expect(rest.usage.total_tokens).toBe(2_500 - 2_048);
  expect(await refusal(ask("a ".repeat(100)))).toMatchObject({
    code: expect.stringMatching(/^SESSION_/) as unknown,
  });
});

describe("a session never gives more than its budget", () => {
  test.each([{}, { stream: true }])(
    "of a prompt that has more tokens than it looks like %o",
    async (more) => {
      const { key, session } = await gate.open({ budget: 25 });
      const dense = { prompt: "a b c d e f g h", ...more };
      const found = await refusal(gate.call(key, "/v1/completions", { ...dense, max_tokens: 20 }));
      expect(found).toMatchObject({
        status: 402,
        code: "SESSION_SPENT",
        message: expect.stringContaining("28") as unknown,
      });
      await (await gate.call(key, "/v1/completions", { ...dense, max_tokens: 17 })).text();
      await expect.poll(() => session.used()).toBe(25);
    },
  );

  test("of what another task has counted at the end", async () => {
    const { key, session } = await gate.open({ task: "text-classification", budget: 6 });
    const answer = refusal(gate.call(key, `/models/${session.model.id}`, { inputs: "tokens" }));
    expect(await answer).toMatchObject({ code: "SESSION_SPENT" });
    expect([session.used(), session.calls()]).toEqual([0, 0]);
    expect((await gate.call(key, `/models/${session.model.id}`, { inputs: "x" })).status).toBe(200);
  });
});
