import { z } from "zod";

/** A whole number, as JSON or as an environment variable spells it. */
export const whole = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ],
    { error: "must be a whole number" },
  )
  .pipe(z.number().int("must be a whole number").nonnegative("must not be below zero"));

/** A whole number of at least 1. */
export const positive = whole.pipe(z.number().positive("must be above zero"));

/** A yes or no, as JSON or as an environment variable spells it. */
export const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
  error: "must be true or false",
});

const AMOUNT = 'must be a whole amount in the token\'s smallest unit, as text: "1000000000000000000"';

/** An amount of a token in its smallest unit: a decimal string, for no JSON number holds it. */
export const amount = z
  .string({ error: AMOUNT })
  .regex(/^\d{1,78}$/, AMOUNT)
  .transform(BigInt);

/** An HTTP address of a server. */
export const httpUrl = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text),
    "must be an address that begins with http:// or https://",
  );
