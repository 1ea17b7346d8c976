import { isIPv6 } from "node:net";
import type { RequestHandler } from "express";
import { PosthumanError } from "@posthuman/sdk";

/** Clients that are remembered; the one that was quiet for longest is forgotten first. */
const REMEMBERED = 10_000;

/**
 * Refuses a client that asks too often with `CLIENT_RATE_EXCEEDED`.
 * @param perMinute Requests of one client.
 */
export function limitClients(perMinute: number): RequestHandler {
  const limits = new Map<string, RateLimit>();
  return (request, response, next) => {
    const client = networkOf(request.ip);
    const limit = limits.get(client) ?? createRateLimit(perMinute);
    limits.delete(client);
    limits.set(client, limit);
    if (limits.size > REMEMBERED) limits.delete(limits.keys().next().value ?? "");
    const wait = limit.take();
    if (wait === 0) return next();
    response.set("retry-after", String(Math.ceil(wait / 1_000)));
    throw new PosthumanError("CLIENT_RATE_EXCEEDED", { limit: perMinute });
  };
}

/** Says how often something may happen. */
export interface RateLimit {
  /** Counts one. @returns milliseconds to wait before it may happen; 0 if it may now. */
  take(): number;
}

/** Lets `perMinute` happen in a minute, at once or spread over it. */
export function createRateLimit(perMinute: number, now: () => number = () => performance.now()): RateLimit {
  const perMs = perMinute / 60_000;
  let left = perMinute;
  let at = now();
  return {
    take() {
      const time = now();
      left = Math.min(perMinute, left + (time - at) * perMs);
      at = time;
      if (left < 1) return Math.ceil((1 - left) / perMs);
      left -= 1;
      return 0;
    },
  };
}

/** Groups of an IPv6 address that a provider gives to one customer. */
const NETWORK = 4;

/** What stands for one client: its IPv4 address, or the network of its IPv6 address, in which it has all addresses. */
export function networkOf(ip = "unknown"): string {
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(address)) return address;
  const [first = "", rest] = address.toLowerCase().split("::");
  const head = first === "" ? [] : first.split(":");
  const missing = rest === undefined ? 0 : 8 - head.length - rest.split(":").filter(Boolean).length;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill("0")];
  return `${groups.slice(0, NETWORK).join(":")}::/64`;
}
