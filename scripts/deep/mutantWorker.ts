/**
 * A child process of `npm run mutate`: compiles and tests the mutants that it is sent, one after another. It works on
 * the copy in its working directory; its argument is the checkout.
 */
import { readFileSync } from "node:fs";
import { readBuild } from "../contracts/readBuild.ts";
import { createCompiler } from "./createCompiler.ts";
import { createTester } from "./createTester.ts";
import type { Mutant, Outcome } from "./mutants.ts";

const compile = createCompiler(readBuild());
const test = await createTester(process.argv[2]!);
const original = compile()!;

process.on("message", (mutant: Mutant | "baseline") => {
  void (mutant === "baseline" ? test(original) : judge(mutant)).then((answer) =>
    process.send!(answer ?? "passed"),
  );
});
process.send!("ready");

async function judge(mutant: Mutant): Promise<Outcome> {
  const start = performance.now();
  const outcome = (result: Outcome["result"], by?: string): Outcome => ({
    mutant,
    result,
    ...(by === undefined ? {} : { by }),
    seconds: (performance.now() - start) / 1000,
  });
  const source = readFileSync(mutant.file);
  const changed = Buffer.concat([
    source.subarray(0, mutant.start),
    Buffer.from(mutant.replacement),
    source.subarray(mutant.start + mutant.length),
  ]);
  const code = compile({ file: mutant.file, source: changed.toString() });
  if (code === undefined) return outcome("same", "does not compile");
  if ([...code].every(([name, object]) => original.get(name) === object)) return outcome("same");
  const failure = await test(new Map([...original, ...code]), mutant.contract);
  return failure === undefined ? outcome("survived") : outcome("killed", failure);
}
