import { expect, test } from "vitest";
import { askerOf } from "./job.ts";

const [alice, bob, checkout] = ["0xa11ce", "0xb0b", "0xc0de"];

test("whoever pays asks, unless the checkout paid for the requester", () => {
  const terms = { requester: alice };
  expect(askerOf({ payer: alice, terms }, checkout)).toBe(alice);
  expect(askerOf({ payer: bob, terms }, checkout)).toBe(bob);
  expect(askerOf({ payer: checkout, terms }, checkout)).toBe(alice);
});
