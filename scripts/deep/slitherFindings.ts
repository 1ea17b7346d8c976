/** One result of Slither's JSON, as far as it is used. */
export interface SlitherResult {
  readonly check: string;
  readonly impact: string;
  readonly description: string;
  readonly elements: readonly SlitherElement[];
}

interface SlitherElement {
  readonly type: string;
  readonly name: string;
  readonly type_specific_fields?: { readonly parent?: SlitherElement };
}

/** A finding with a name that stays the same when lines are added above it: `calls-loop: JobMarket.request (2)`. */
interface Finding {
  readonly name: string;
  readonly impact: string;
  readonly description: string;
}

/** Slither's results, each with its own name. */
export function findingsOf(results: readonly SlitherResult[]): Finding[] {
  const seen = new Map<string, number>();
  const sorted = results.toSorted((a, b) => (a.description < b.description ? -1 : 1));
  return sorted.map(({ check, impact, description, elements }) => {
    const place = `${check}: ${elements[0] === undefined ? "everywhere" : placeOf(elements[0])}`;
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return { name: times === 1 ? place : `${place} (${times})`, impact, description: description.trim() };
  });
}

/** The contract and the function or variable, whatever lies deeper left out. */
function placeOf(element: SlitherElement): string {
  const parent = element.type_specific_fields?.parent;
  if (parent === undefined || parent.type === "file") return element.name;
  return parent.type === "contract" ? `${parent.name}.${element.name}` : placeOf(parent);
}

/**
 * What is wrong between findings and explanations: a finding without one, or one without a finding. An explanation
 * that ends in `*` is for every finding that begins like it.
 */
export function compareFindings(
  findings: readonly Finding[],
  explained: ReadonlyMap<string, string>,
): string[] {
  const names = [...explained.keys()];
  const matches = (name: string, finding: Finding) =>
    name.endsWith("*") ? finding.name.startsWith(name.slice(0, -1)) : finding.name === name;
  return [
    ...findings
      .filter((finding) => !names.some((name) => matches(name, finding)))
      .map(({ name, impact, description }) => `not explained: ${name} (${impact})\n${description}`),
    ...names
      .filter((name) => !findings.some((finding) => matches(name, finding)))
      .map((name) => `explained, but not found any more: ${name}`),
  ];
}
