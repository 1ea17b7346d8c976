import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { migrate } from "../database/openDatabase.ts";
import { openEventLog } from "./eventLog.ts";

test("keeps events in order and wakes those who watch", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, "");
  const log = openEventLog(db, () => new Date(0));
  let woken = 0;
  const watch = log.watch("0x1", () => (woken += 1));
  log.append("0x1", { event: "progress", step: 1, total: 2 });
  log.append("0x1", { event: "checkpoint", step: 1, weights: "", cursor: { at: 5 } });
  log.append("0x2", { event: "end" });
  expect(woken).toBe(2);
  watch[Symbol.dispose]();
  log.wake();
  expect(woken).toBe(2);
  expect(log.after("0x1", 1)).toEqual([
    { id: 2, time: "1970-01-01T00:00:00.000Z", event: { event: "checkpoint", step: 1, weights: "" } },
  ]);
  expect(log.latest("0x1", "progress")?.id).toBe(1);
  expect(log.latest("0x1", "end")).toBeUndefined();
});
