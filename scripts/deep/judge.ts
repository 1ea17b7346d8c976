import { nameOf, type Mutant, type Outcome } from "./mutants.ts";

/** What a run of mutants comes to. */
export interface Verdict {
  readonly killed: number;
  /** Those that a test could have noticed. */
  readonly total: number;
  readonly survivors: readonly { readonly mutant: Mutant; readonly why: string | undefined }[];
  /** Everything for which the run fails, in words. */
  readonly problems: readonly string[];
}

/** The part of all mutants that the tests must notice, explained ones included. */
const MIN_RATE = 0.95;

/**
 * Judges outcomes against the explained survivors. An explanation must name a mutant that exists and that survives.
 * @param all every mutant there is, tested or not
 * @param minRate the part that must be noticed, explained ones counted as missed; 0 for mutants picked by name
 */
export function judge(
  outcomes: readonly Outcome[],
  explained: ReadonlyMap<string, string>,
  all: readonly Mutant[],
  minRate = MIN_RATE,
): Verdict {
  const counted = outcomes.filter(({ result }) => result !== "same");
  const survivors = counted
    .filter(({ result }) => result === "survived")
    .map(({ mutant }) => ({ mutant, why: explained.get(nameOf(mutant)) }));
  const total = counted.length;
  const killed = total - survivors.length;
  const known = new Set(all.map(nameOf));
  const noticed = new Set(
    outcomes.filter(({ result }) => result !== "survived").map(({ mutant }) => nameOf(mutant)),
  );
  const problems = [
    ...survivors
      .filter(({ why }) => why === undefined)
      .map(
        ({ mutant }) => `survives without an explanation: ${mutant.file}:${mutant.line} ${nameOf(mutant)}`,
      ),
    ...[...explained.keys()].filter((name) => !known.has(name)).map((name) => `explained, but gone: ${name}`),
    ...[...explained.keys()]
      .filter((name) => noticed.has(name))
      .map((name) => `explained, but it does not survive: ${name}`),
    ...(killed < minRate * total ? [`${killed} of ${total} killed is less than ${minRate * 100} %`] : []),
  ];
  return { killed, total, survivors, problems };
}
