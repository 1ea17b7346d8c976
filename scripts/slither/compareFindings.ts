import type { Finding } from "./findingsOf.ts";

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
