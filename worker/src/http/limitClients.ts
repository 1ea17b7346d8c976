import { PosthumanError } from "@posthuman/sdk";
import type { RequestHandler } from "express";
import { createRateLimit, type RateLimit } from "./createRateLimit.ts";
import { networkOf } from "./networkOf.ts";

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
