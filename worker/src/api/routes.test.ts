import { Validator } from "@seriousme/openapi-schema-validator";
import { catalogue } from "@posthuman/sdk";
import { Router } from "express";
import { expect, test } from "vitest";
import { addRoutes, expressPath } from "../http/route.ts";
import { allRoutes, apiDocument, limitedRoutes, unlimitedRoutes } from "./routes.ts";

const operations = Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

test("the document is OpenAPI 3.1, as others read it", async () => {
  const found = await new Validator().validate(structuredClone(apiDocument()) as never);
  expect(found.errors).toBeUndefined();
  expect(found.valid).toBe(true);
});

test("it has every route once, under a name of its own", () => {
  expect(operations.map(({ path, method }) => `${method} ${path}`)).toHaveLength(allRoutes.length);
  expect(new Set(allRoutes.map(({ operation }) => operation)).size).toBe(allRoutes.length);
  const names = new Set(allRoutes.map(({ operation }) => operation));
  for (const { sameAs } of allRoutes) expect(sameAs === undefined || names.has(sameAs)).toBe(true);
});

test("a server has the routes of their declarations and no other", () => {
  const router = Router();
  const routes = [...unlimitedRoutes, ...limitedRoutes];
  addRoutes(router, routes, {} as never);
  const listed = router.stack.map(({ route }) => route?.path);
  expect(listed).toEqual(routes.map(({ path }) => expressPath(path)));
  expect(expressPath("/jobs/{id}/results/{path...}")).toBe("/jobs/:id/results/*path");
});

test.each(operations)("$method $path says what it brings, and what each status means", (operation) => {
  const { path, parameters, responses, tags } = operation;
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const places = parameters as { name: string; in: string; description: string }[];
  expect(places.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(named);
  for (const { description } of places) expect(description).not.toBe("");
  expect(apiDocument().tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...tags]));
  expect(Object.keys(responses)).toContain("500");
});

test("no status is an answer of one kind and an error of another", () => {
  for (const { answers, errors, errorForm } of allRoutes) {
    const refusals = errors.map((code) => errorForm.statusOf(code));
    expect(refusals.filter((status) => answers[status] !== undefined)).toEqual([]);
    for (const code of errors) expect(Object.keys(catalogue)).toContain(code);
  }
});
