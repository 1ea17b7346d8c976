import { PosthumanError } from "@posthuman/sdk";
import { expect, test, vi } from "vitest";
import { reportError } from "./reportError.ts";

/** What a person reads of an error, and the exit code. */
function reported(error: unknown, { restarts = false } = {}) {
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  try {
    return { code: reportError(error, { json: false, restarts }), text: said.join("") };
  } finally {
    write.mockRestore();
  }
}

test("says which option a model's input lacks", () => {
  const of = (missing: object) =>
    reported(new PosthumanError("INPUT_UNSUITABLE", { task: "a task", reason: "it lacks", ...missing })).text;
  expect(of({ file: "picture.png" })).toContain("Try: posthuman infer <model> --file picture.png");
  expect(of({ parameter: "context" })).toContain("--context");
  expect(of({ parameter: "choices" })).toContain("--choices");
  expect(of({})).not.toContain("Try:");
});

test("names commands where the catalogue names functions", () => {
  const { text } = reported(new PosthumanError("MODEL_UNKNOWN", { model: "M7" }));
  expect(text).toContain("Fix: Check the address (posthuman model list shows all of them) and the chain.");
  const { text: waiting } = reported(
    new PosthumanError("JOB_NOT_SUBMITTED", { id: "0x12", state: "Leased" }),
  );
  expect(waiting).toContain("posthuman job watch");
  expect(waiting).not.toContain("followJob");
});

test("tells a supervisor what a restart may help, and a person how to take a job back", () => {
  const silent = new PosthumanError("RPC_UNREACHABLE", { url: "http://127.0.0.1:9" });
  expect(reported(silent, { restarts: true }).code).toBe(75);
  expect(reported(silent).code).toBe(1);
  const refused = reported(new PosthumanError("TASK_MISMATCH", { refusedJob: "0x12" }));
  expect(refused).toMatchObject({
    code: 1,
    text: expect.stringContaining("posthuman job cancel 0x12") as string,
  });
});
