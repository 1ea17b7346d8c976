import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { apiDocument } from "./apiDocument.ts";
test("is valid", async () => {
  const found = await new Validator().validate(structuredClone(apiDocument()) as never);
  console.log(JSON.stringify(found.errors, null, 1)?.slice(0, 3000));
  expect(found.valid).toBe(true);
});
