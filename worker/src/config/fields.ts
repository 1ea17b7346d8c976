import { z } from "zod";

/** A whole number, as JSON has it or as an environment variable spells it. */
export const whole = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ],
    { message: "must be a whole number" },
  )
  .pipe(z.number().int().nonnegative());

/** A whole number of at least 1. */
export const positive = whole.pipe(z.number().positive());

/** A yes or no, as JSON has it or as an environment variable spells it. */
export const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
  message: "must be true or false",
});

/** An amount of a token in its smallest unit: a decimal string, for no JSON number holds it. */
export const amount = z
  .string()
  .regex(/^\d{1,78}$/, "must be a whole amount in the token's smallest unit")
  .transform(BigInt);

/** An HTTP address of a server. */
export const httpUrl = z
  .string()
  .url()
  .refine((text) => /^https?:/.test(text), "must begin with http:// or https://");
