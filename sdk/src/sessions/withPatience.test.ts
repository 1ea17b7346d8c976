import { expect, test } from "vitest";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { withPatience } from "./withPatience.ts";

const patience = { job: "0x1", pollMs: 1, patienceMs: 600_000 };

test("a worker that starts anew is waited for, and what it says then is heard", async () => {
  const said = [() => "back", () => fail("SESSION_CLOSED", { id: "0x1" })];
  for (const answer of said) {
    let silent = 3;
    const asked = withPatience(patience, async () => {
      if (silent-- > 0) fail("WORKER_UNREACHABLE", { url: "http://x" });
      return Promise.resolve(answer());
    });
    if (answer === said[0]) expect(await asked).toBe("back");
    else await expect(asked).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    expect(silent).toBe(-1);
  }
});

function fail(code: "SESSION_CLOSED" | "WORKER_UNREACHABLE", args: Record<string, string>): never {
  throw new PosthumanError(code, args);
}
