import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Mutant, Outcome } from "./mutants.ts";

/** No mutant may take longer; one that does is taken for noticed, as it would be by anybody who waits for the tests. */
const TIMEOUT_MS = 180_000;

/** A child holds what the compiler leaves behind, so it is replaced now and then. */
const MUTANTS_PER_CHILD = 150;

/**
 * Tests mutants in several processes and yields their outcomes as they come. Before that the tests must pass on the
 * contracts as they are.
 * @param scratch a copy of the contracts and of what was compiled from them and their tests
 */
export async function* runMutants(
  mutants: readonly Mutant[],
  scratch: string,
  processes: number,
): AsyncGenerator<Outcome> {
  const waiting = [...mutants];
  const first = await start(scratch);
  const baseline = await ask(first, "baseline");
  first.kill();
  assert.equal(
    baseline,
    "passed",
    `The tests must pass on the contracts as they are: ${JSON.stringify(baseline)} fails.`,
  );

  const outcomes: Outcome[] = [];
  let news = Promise.withResolvers<void>();
  const work = async () => {
    while (waiting.length > 0) {
      const child = await start(scratch);
      for (let n = 0; n < MUTANTS_PER_CHILD && child.connected; n++) {
        const mutant = waiting.shift();
        if (mutant === undefined) break;
        outcomes.push(await judge(child, mutant));
        news.resolve();
      }
      child.kill();
    }
  };
  const all = Promise.all(Array.from({ length: processes }, work));
  let left = mutants.length;
  while (left > 0) {
    await Promise.race([news.promise, all]);
    news = Promise.withResolvers();
    for (let outcome; (outcome = outcomes.shift()); left--) yield outcome;
  }
  await all;
}

async function judge(child: ChildProcess, mutant: Mutant): Promise<Outcome> {
  const begun = performance.now();
  const answer = await ask(child, mutant);
  if (typeof answer === "object") return answer;
  child.kill("SIGKILL");
  child.disconnect();
  return { mutant, result: "killed", by: answer, seconds: (performance.now() - begun) / 1000 };
}

async function start(scratch: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL("mutantWorker.ts", import.meta.url)), [process.cwd()], {
    cwd: scratch,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr!.on("data", (chunk) => (errors += String(chunk)));
  const [message] = (await Promise.race([once(child, "message"), once(child, "exit")])) as unknown[];
  assert.equal(message, "ready", `A process that tests mutants did not start.\n${errors}`);
  return child;
}

/** The child's answer, or in words why there is none. */
async function ask(child: ChildProcess, question: Mutant | "baseline"): Promise<Outcome | string> {
  const { promise, resolve } = Promise.withResolvers<Outcome | string>();
  const timer = setTimeout(() => resolve("ran for too long"), TIMEOUT_MS);
  const onExit = () => resolve("ended the process");
  child.once("message", resolve).once("exit", onExit);
  child.send(question);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.removeListener("message", resolve).removeListener("exit", onExit);
  }
}
