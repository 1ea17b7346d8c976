import { expect, test } from "vitest";
import { createIntake } from "./intake.ts";

const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;

test("a lane has a number of calls at a time", () => {
  const intake = createIntake({ calls: 2, bytes: 100, bytesPerLane: 100 });
  const first = intake.enter("a");
  intake.enter("a");
  expect(() => intake.enter("a")).toThrow(code("SESSION_BUSY"));
  intake.enter("b");
  first[Symbol.dispose]();
  intake.enter("a");
});

test("what calls bring is bounded, of each lane and of all; who leaves makes room", () => {
  const intake = createIntake({ calls: 9, bytes: 10, bytesPerLane: 6 });
  const [one, two, three] = [intake.enter("a"), intake.enter("a"), intake.enter("b")];
  one.hold(4);
  expect(() => two.hold(3)).toThrow(code("SESSION_BUSY"));
  two.hold(2);
  three.hold(4);
  expect(() => three.hold(1)).toThrow(code("WORKER_BUSY"));
  one[Symbol.dispose]();
  three.hold(1);
});
