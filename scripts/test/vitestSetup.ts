import { buildContracts } from "../contracts/buildContracts.ts";

/** Vitest calls it once before all: tests that deploy contracts find them compiled. */
export function setup(): void {
  buildContracts();
}
