import { isError, type JsonRpcProvider } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import type { Rpc } from "./Rpc.ts";

/** What a transport says when no answer came; every other failure is the node's own answer. */
const SILENCE = ["TIMEOUT", "SERVER_ERROR", "NETWORK_ERROR", "BAD_DATA", "CANCELLED"] as const;

/** An `Rpc` over an ethers provider. `url` is for error messages; credentials in it are not shown. */
export function wrapProvider(provider: JsonRpcProvider, url: string): Rpc {
  const shown = withoutSecrets(url);
  return {
    async call<T>(method: string, params: readonly unknown[]): Promise<T> {
      try {
        return (await provider.send(method, [...params])) as T;
      } catch (cause) {
        if (isSilence(cause)) throw new PosthumanError("RPC_UNREACHABLE", { url: shown }, { cause });
        throw new PosthumanError("RPC_REFUSED", { url: shown, method, reason: reasonOf(cause) }, { cause });
      }
    },
  };
}

function isSilence(error: unknown): boolean {
  if (SILENCE.some((code) => isError(error, code))) return true;
  // Node's own socket errors: ECONNREFUSED, ECONNRESET, ENOTFOUND, EPIPE, …
  return typeof (error as { syscall?: unknown }).syscall === "string" || /socket hang up/.test(String(error));
}

function reasonOf(error: unknown): string {
  const { error: inner, shortMessage } = error as { error?: { message?: string }; shortMessage?: string };
  return inner?.message ?? shortMessage ?? "no reason given";
}

/** Scheme, host and port: providers put their keys into path, query or user name. */
function withoutSecrets(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the configured URL";
}
