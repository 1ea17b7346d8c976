import { expect, test } from "vitest";
import { formatAmount, parseAmount } from "./amounts.ts";

test.each([
  ["0", 0n],
  ["1", 10n ** 18n],
  ["0.5", 5n * 10n ** 17n],
  ["0.125", 125n * 10n ** 15n],
  ["0.000000000000000001", 1n],
  ["123456789.000000000000000001", 123456789n * 10n ** 18n + 1n],
])("%s is read and written exactly", (text, amount) => {
  expect(parseAmount(text)).toBe(amount);
  expect(formatAmount(amount)).toBe(text);
});

test("decimals are the token's", () => {
  expect(parseAmount("1.5", 6)).toBe(1_500_000n);
  expect(formatAmount(1_500_000n, 6)).toBe("1.5");
});

test.each(["", "-1", "+1", "1e3", "1,5", ".5", "5.", "0x10", " 1", "NaN", "0.0000000000000000001"])(
  "%j is no amount",
  (text) => {
    expect(() => parseAmount(text)).toThrow(expect.objectContaining({ code: "AMOUNT_INVALID" }));
  },
);
