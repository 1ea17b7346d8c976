import { isFinal, PosthumanError } from "@posthuman/sdk";
import type { RequestHandler, Response } from "express";
import { eventStreamHeaders } from "../http/headers.ts";
import { networkOf } from "../http/networkOf.ts";
import type { ApiContext } from "./ApiContext.ts";
import type { JobView } from "./JobView.ts";
import { requireJob } from "./names.ts";

/** Comment lines at this pace keep proxies from closing a quiet stream, and notice readers that are gone. */
const PING_MS = 15_000;
/** Streams open at a time. */
const MAX_STREAMS = 500;
/** Of them, those of one client, so that others find room. */
const MAX_OF_CLIENT = 100;

/**
 * What the algorithm reports, each change of the job's state, and why the worker does not take it,
 * as server-sent events. A client that comes back with `Last-Event-ID` goes on where it was. The stream ends with the job.
 */
export function streamEvents(context: ApiContext): RequestHandler<{ id: string }> {
  const { events, job } = context;
  const streams: string[] = [];
  return (request, response) => {
    const { id } = requireJob(context, request.params.id);
    if (request.method === "HEAD") return void response.writeHead(200, eventStreamHeaders).end();
    const client = networkOf(request.ip);
    const own = streams.filter((one) => one === client).length;
    if (streams.length >= MAX_STREAMS || own >= MAX_OF_CLIENT) {
      response.set("retry-after", "10");
      throw new PosthumanError("EVENT_STREAMS_EXCEEDED", { limit: MAX_STREAMS, perClient: MAX_OF_CLIENT });
    }
    streams.push(client);
    response.writeHead(200, eventStreamHeaders);
    let last = lastEventId(request.get("last-event-id"));
    let state: string | undefined;
    let refusal: string | undefined;

    const send = () => {
      // A reader that does not keep up gets the rest when it has caught up: all of it is in the log.
      while (!response.writableNeedDrain) {
        const batch = events.after(id, last, 100);
        for (const { id: number, time, event } of batch) {
          response.write(`id: ${number}\ndata: ${JSON.stringify({ ...event, time })}\n\n`);
          last = number;
        }
        if (batch.length < 100) break;
      }
      const view = job(id);
      state = sendState(response, view?.state, state);
      refusal = sendRefusal(response, view, refusal);
      if (state !== undefined && isFinal(state) && events.after(id, last, 1).length === 0) response.end();
    };

    const watch = events.watch(id, send);
    const ping = setInterval(() => response.write(": ping\n\n"), PING_MS);
    response.on("drain", send).on("close", () => {
      streams.splice(streams.indexOf(client), 1);
      clearInterval(ping);
      watch[Symbol.dispose]();
    });
    send();
  };
}

function sendState(
  response: Response,
  state: string | undefined,
  known: string | undefined,
): string | undefined {
  if (state !== undefined && state !== known) {
    response.write(`data: ${JSON.stringify({ event: "state", state, time: new Date().toISOString() })}\n\n`);
  }
  return state;
}

/** Says why the job waits, once for each reason. @returns the reason's code. */
function sendRefusal(
  response: Response,
  view: JobView | undefined,
  known: string | undefined,
): string | undefined {
  if (view?.state !== "Requested" || view.error === undefined) return undefined;
  const { error } = view;
  if (error.code !== known) {
    response.write(
      `data: ${JSON.stringify({ event: "refused", error, time: new Date().toISOString() })}\n\n`,
    );
  }
  return error.code;
}

function lastEventId(header: string | undefined): number {
  const id = Number(header ?? 0);
  return Number.isSafeInteger(id) && id >= 0 ? id : 0;
}
