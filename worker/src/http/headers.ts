import type { RequestHandler } from "express";

/**
 * Headers of every answer. Any web page may call the API: nothing in it rests on cookies, and what is private needs a
 * signature of its own. What comes back is data and never a page.
 */
export function setHeaders(): RequestHandler {
  return (request, response, next) => {
    response.set({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, PUT, POST, DELETE",
      "access-control-allow-headers": allowed(request.get("access-control-request-headers")),
      "access-control-expose-headers": "retry-after, x-posthuman-session, x-should-retry",
      "access-control-max-age": "86400",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    if (request.method === "OPTIONS") response.status(204).end();
    else next();
  };
}

/** Headers of a stream of server-sent events, which no proxy may hold back. */
export const eventStreamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
} as const;

/** Other clients send headers of their own, which do no harm, so pages may send any header. */
function allowed(asked: string | undefined): string {
  const own =
    "authorization, content-type, last-event-id, x-posthuman-asset, x-posthuman-name, x-posthuman-request";
  return asked !== undefined && /^[\w-]{1,64}( *, *[\w-]{1,64}){0,63}$/.test(asked)
    ? `${own}, ${asked}`
    : own;
}
