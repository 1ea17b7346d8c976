const PREFIX = "POSTHUMAN_WORKER_";

/**
 * Turns environment variables into a configuration: `POSTHUMAN_WORKER_RPC_URL` is `rpcUrl`, and two underscores go
 * one level down: `POSTHUMAN_WORKER_LISTEN__PORT` is `listen.port`. Values stay text; the schema reads them.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || value === undefined) continue;
    const path = name.slice(PREFIX.length).split("__").map(camelCase);
    const last = path.pop() ?? "";
    let target = config;
    for (const step of path) target = (target[step] ??= {}) as Record<string, unknown>;
    target[last] = value;
  }
  return config;
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
