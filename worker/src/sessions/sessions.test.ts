import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { migrations } from "../database/migrations.ts";
import { migrate } from "../database/openDatabase.ts";
import { createSessions, tidySessions } from "./createSessions.ts";
import { openSessionStore } from "./openSessionStore.ts";

const DAY = 86_400;
const never = new AbortController().signal;
const model = { id: "0xabc", name: "Tiny", task: "causal-lm", weightsRoot: "0x1", files: [] };
const finished = { requestHash: "0xa", responseHash: "0xb", promptTokens: 3, completionTokens: 4 };
const totals = (calls: number) => ({ calls, promptTokens: 3 * calls, completionTokens: 4 * calls });

function openSessions(options: { mostCalls?: number } = {}) {
  const db = new DatabaseSync(":memory:");
  migrate(db, "");
  const states = new Map<string, "Leased" | "Settled">();
  const job = (id: string) => ({ state: states.get(id) ?? ("Leased" as const), worker: "me" });
  const clock = { time: 1_000 * DAY };
  const own = { now: () => clock.time, job, worker: "me" };
  const sessions = createSessions({
    store: openSessionStore(db),
    ...own,
    requestsPerMinute: 1e9,
    ...options,
  });
  return { sessions, states, clock, tidy: () => tidySessions({ sessions, ...own }) };
}

test("a session ends with as many calls as a receipt lists", async () => {
  const { sessions } = openSessions({ mostCalls: 2 });
  using served = sessions.serve({ job: "0x1", model, budget: 1_000 });
  const { session } = served;
  session.open(1_001 * DAY);
  for (const state of ["open", "closing"]) {
    using ticket = await session.begin({ least: 1, most: 10 }, never);
    await ticket.finish(finished);
    ticket[Symbol.dispose]();
    expect(session.state()).toBe(state);
  }
  await expect(session.begin({ least: 1, most: 1 }, never)).rejects.toMatchObject({ code: "SESSION_CLOSED" });
});

test("of a session that is over its calls are removed, and much later its keys; its totals stay", async () => {
  const { sessions, states, clock, tidy } = openSessions();
  const { store } = sessions;
  for (const job of ["0x1", "0x2"]) {
    using served = sessions.serve({ job, model, budget: 1_000 });
    served.session.open(clock.time + DAY);
    store.addKey(job, job);
    for (let i = 0; i < 3; i++) {
      using ticket = await served.session.begin({ least: 1, most: 10 }, never);
      await ticket.finish(finished);
    }
  }
  states.set("0x2", "Settled");
  await tidy();
  expect([store.calls("0x1").length, store.calls("0x2").length]).toEqual([3, 0]);
  expect([store.totals("0x1"), store.totals("0x2")]).toEqual([totals(3), totals(3)]);
  expect(store.withCalls()).toEqual(["0x1"]);
  expect(store.jobOf("0x2")).toBe("0x2");
  clock.time += 32 * DAY;
  await tidy();
  expect(store.jobOf("0x2")).toBeUndefined();
});

test("what a database of an earlier version lists is added up", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, "", migrations.slice(0, 3));
  db.exec(`
    INSERT INTO sessions (job, budget, state) VALUES ('0x1', 100, 'open'), ('0x2', 100, 'open');
    INSERT INTO session_calls VALUES ('0x1', 1, '', '', '', 3, 4), ('0x1', 2, '', '', '', 3, 4);`);
  migrate(db, "");
  const store = openSessionStore(db);
  expect([store.totals("0x1"), store.totals("0x2"), store.totals("0x3")]).toEqual([2, 0, 0].map(totals));
});
