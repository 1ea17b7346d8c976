import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { migrate } from "../database/migrate.ts";
import { openEventLog } from "./eventLog.ts";
import { sanitiseEvent } from "./sanitiseEvent.ts";

test("keeps each line once and wakes those who watch", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, "");
  const log = openEventLog(db, () => new Date(0));
  let woken = 0;
  const watch = log.watch("0x1", () => (woken += 1));
  log.append("0x1", 1, { event: "progress", step: 1 });
  log.append("0x1", 3, { event: "progress", step: 2 });
  log.append("0x1", 3, { event: "progress", step: 9 });
  log.append("0x2", 2, { event: "end" });
  expect(woken).toBe(3);
  watch[Symbol.dispose]();
  log.wake("0x1");
  expect(woken).toBe(3);
  expect(log.after("0x1", 1)).toEqual([
    { id: 3, time: "1970-01-01T00:00:00.000Z", event: { event: "progress", step: 2 } },
  ]);
  expect(log.latest("0x1", "progress")?.id).toBe(3);
  expect(log.latest("0x1", "end")).toBeUndefined();
});

test.each([
  ["an unknown event", { event: "leak", data: "…" }],
  ["a text where a number belongs", { event: "progress", step: "private" }],
  ["a number that is none", { event: "progress", step: 1, loss: Number.NaN }],
  ["a text among metrics", { event: "metrics", metrics: { text: "private" } }],
  ["an error that the catalogue does not know", { event: "error", code: "PRIVATE" }],
  ["a long text in an error", { event: "error", code: "DATASET_EMPTY", args: { name: "x".repeat(201) } }],
  ["no object", "private"],
])("lets nothing pass but known events: %s", (_, value) => {
  expect(sanitiseEvent(value)).toBeUndefined();
});

test("drops what it does not know from known events", () => {
  expect(sanitiseEvent({ event: "progress", step: 1, total: 2, note: "private" })).toEqual({
    event: "progress",
    step: 1,
    total: 2,
  });
});
