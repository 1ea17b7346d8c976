import type { RequestHandler } from "express";
import { PosthumanError } from "@posthuman/sdk";

/** Answers what no route answered with `ROUTE_UNKNOWN`. */
export function unknownRoute(): RequestHandler {
  return ({ method, path }) => {
    throw new PosthumanError("ROUTE_UNKNOWN", { method, path: path.slice(0, 200) });
  };
}
