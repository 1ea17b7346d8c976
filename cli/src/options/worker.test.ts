import { expect, test } from "vitest";
import { whyUnavailable } from "./worker.ts";

const importer = "/srv/app/node_modules/@posthuman/worker/dist/api/createApi.js";

test.each([
  ["ERR_MODULE_NOT_FOUND", "Cannot find package '@posthuman/worker' imported from /srv/app/main.js"],
  [
    "MODULE_NOT_FOUND",
    "@posthuman/cli tried to access @posthuman/worker (a peer dependency) but it isn't provided",
  ],
  [
    "MODULE_NOT_FOUND",
    "Your application tried to access @posthuman/worker, but it isn't declared in your dependencies",
  ],
])("says that the worker is missing: %s, %s", (code, message) => {
  expect(whyUnavailable(Object.assign(new Error(message), { code }))).toBe("it is not installed");
});

test.each([
  ["ERR_MODULE_NOT_FOUND", `Cannot find package 'express' imported from ${importer}`],
  [
    "MODULE_NOT_FOUND",
    "@posthuman/worker tried to access express, but it isn't declared in its dependencies",
  ],
])("names the package that an installed worker lacks: %s, %s", (code, message) => {
  expect(whyUnavailable(Object.assign(new Error(message), { code }))).toBe(
    "it is installed without what it needs (express is missing)",
  );
});

test("has nothing to say of other errors, even where they name the worker", () => {
  expect(whyUnavailable(new TypeError(`no function in ${importer}`))).toBeUndefined();
});
