import type { Session } from "@posthuman/sdk";

/** A session for a person, a field a line. */
export function sessionLines({ job, model, state, reason, ...session }: Session): string {
  const { tokens, used, calls, expires, baseUrl, keys } = session;
  const lines: (readonly [string, string])[] = [
    ["job", job],
    ["model", model],
    ["state", reason === undefined ? state : `${state} (${reason})`],
    ["tokens", `${tokens - used} of ${tokens} left`],
    ["calls", String(calls)],
    ["until", expires === null ? "it is not open yet" : new Date(expires * 1_000).toISOString()],
    ["base URL", baseUrl],
    ...keys.map((key) => ["key", `SHA-256 ${key}`] as const),
  ];
  return lines.map(([name, value]) => `${name.padEnd(8)} ${value}`).join("\n");
}
