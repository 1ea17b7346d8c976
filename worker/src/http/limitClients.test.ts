import { expect, test } from "vitest";
import { createRateLimit } from "./createRateLimit.ts";
import { networkOf } from "./networkOf.ts";

test("lets so many happen in a minute, and says how long to wait for more", () => {
  let time = 0;
  const limit = createRateLimit(60, () => time);
  for (let i = 0; i < 60; i++) expect(limit.take()).toBe(0);
  expect(limit.take()).toBe(1_000);
  time += 400;
  expect(limit.take()).toBe(600);
  time += 600;
  expect(limit.take()).toBe(0);
  expect(limit.take()).toBe(1_000);
  time += 3_600_000;
  for (let i = 0; i < 60; i++) expect(limit.take()).toBe(0);
  expect(limit.take()).toBe(1_000);
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
])("the client at %s is %s", (address, client) => {
  expect(networkOf(address)).toBe(client);
});
