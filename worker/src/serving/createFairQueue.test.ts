import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createFairQueue } from "./createFairQueue.ts";

const never = new AbortController().signal;

test("lanes take turns, however many calls one brings; the first of a lane does not wait", async () => {
  const queue = createFairQueue({ total: 4, perLane: 4 });
  const order: string[] = [];
  const places: Disposable[] = [];
  const enter = async (lane: string) => {
    const place = await queue.enter(lane, never);
    order.push(lane);
    places.push(place);
  };
  const entered = Promise.all([..."aaaaaaaa", ..."bbb", "c"].map(enter));
  await turn();
  expect(order.join("")).toBe("aaaabc");
  while (places.length > 0) {
    places.shift()![Symbol.dispose]();
    await turn();
  }
  await entered;
  expect(order.slice(6).join("")).toBe("bbaaaa");
});

test("keeps to its limits", async () => {
  const queue = createFairQueue({ total: 3, perLane: 2 });
  const now = new Map<string, number>();
  let most = 0;
  const call = async (lane: string) => {
    const place = await queue.enter(lane, never);
    now.set(lane, (now.get(lane) ?? 0) + 1);
    most = Math.max(
      most,
      [...now.values()].reduce((sum, count) => sum + count),
    );
    expect(now.get(lane)).toBeLessThanOrEqual(2);
    await turn();
    now.set(lane, (now.get(lane) ?? 0) - 1);
    place[Symbol.dispose]();
  };
  await Promise.all([..."aaaaaa", ..."bbbbbb"].map(call));
  expect(most).toBe(3);
});

test("forgets who left", async () => {
  const queue = createFairQueue({ total: 1, perLane: 1 });
  const first = await queue.enter("a", never);
  const leaving = new AbortController();
  const second = queue.enter("a", leaving.signal);
  leaving.abort(new Error("gone"));
  await expect(second).rejects.toThrow("gone");
  const third = queue.enter("a", never);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  await expect(queue.enter("a", AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});
