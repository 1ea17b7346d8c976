import type { IncomingMessage } from "node:http";
import { PosthumanError, signedSubjects, type Session } from "@posthuman/sdk";
import type { Authenticate } from "../http/authenticate.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import type { Orders } from "../job/order.ts";
import type { Sessions } from "./createSessions.ts";

/**
 * What an owner can do with a session.
 *
 * Each throws PosthumanError `JOB_UNKNOWN`, `SESSION_UNKNOWN`, what `Orders.of` and what `Authenticate` throws.
 */
export interface SessionDesk {
  /** By the owner's signature, or by a key of the session. */
  show(request: IncomingMessage, job: string, keyHash: string | undefined): Promise<Session>;
  addKey(request: IncomingMessage, job: string, hash: string): Promise<Session>;
  removeKey(request: IncomingMessage, job: string, hash: string): Promise<Session>;
  close(request: IncomingMessage, job: string): Promise<Session>;
}

/** What the desk works with. */
export interface SessionDeskOptions {
  readonly sessions: Sessions;
  readonly orders: Orders;
  /** The job as the chain has it. */
  job(id: string): ChainJob | undefined;
  readonly authenticate: Authenticate;
  /** Address of the endpoint, as clients of OpenAI's API take it. */
  baseUrl(): string;
}

/** Makes the desk: a session belongs to who asked for its job, and each call needs that account's signature. */
export function createSessionDesk(options: SessionDeskOptions): SessionDesk {
  const { sessions, orders, authenticate } = options;
  const { store } = sessions;

  /** The job, who owns its session, and how many tokens that has. */
  async function find(id: string) {
    const job = options.job(id.toLowerCase());
    if (!job) throw new PosthumanError("JOB_UNKNOWN", { id });
    if (job.terms.kind !== "infer") throw new PosthumanError("SESSION_UNKNOWN", { id });
    const { manifest, asker } = await orders.of(job);
    if (!manifest.session) throw new PosthumanError("SESSION_UNKNOWN", { id });
    return { job, asker, tokens: manifest.session.tokens };
  }

  function view({ id, terms, state: chainState }: ChainJob, tokens: number): Session {
    const live = sessions.live(id);
    const kept = sessions.kept(id);
    const isOver = chainState !== "Requested" && chainState !== "Leased";
    const state = isOver
      ? "closed"
      : (live?.state() ?? (kept?.state === "open" ? "opening" : kept?.state) ?? "opening");
    const ends = live?.ends() ?? kept?.ends ?? 0;
    return {
      job: id,
      model: terms.model,
      state,
      tokens,
      used: live?.used() ?? (kept ? kept.promptTokens + kept.completionTokens : 0),
      calls: live?.calls() ?? kept?.calls ?? 0,
      expires: ends === 0 ? null : ends,
      baseUrl: options.baseUrl(),
      keys: store.keys(id),
      ...(kept?.reason === undefined ? {} : { reason: kept.reason }),
    };
  }

  async function signed(request: IncomingMessage, id: string, subjectOf: (job: string) => string) {
    const { job, asker, tokens } = await find(id);
    authenticate(request, "session", subjectOf(job.id), asker);
    return { job, tokens };
  }

  return {
    async show(request, id, keyHash) {
      const { job, asker, tokens } = await find(id);
      if (keyHash === undefined) authenticate(request, "session", signedSubjects.showSession(job.id), asker);
      else if (store.jobOf(keyHash) !== job.id) throw new PosthumanError("SESSION_KEY_INVALID");
      return view(job, tokens);
    },
    async addKey(request, id, hash) {
      if (!/^[0-9a-f]{64}$/.test(hash))
        throw new PosthumanError("NAME_INVALID", { name: hash.slice(0, 100) });
      const { job, tokens } = await signed(request, id, (own) => signedSubjects.addSessionKey(own, hash));
      store.addKey(job.id, hash);
      return view(job, tokens);
    },
    async removeKey(request, id, hash) {
      const { job, tokens } = await signed(request, id, (own) => signedSubjects.revokeSessionKey(own, hash));
      store.removeKey(job.id, hash);
      return view(job, tokens);
    },
    async close(request, id) {
      const { job, tokens } = await signed(request, id, signedSubjects.closeSession);
      store.begin(job.id, tokens);
      const live = sessions.live(job.id);
      if (live) live.close();
      // One that is not served yet is ended when it is taken.
      else store.close(job.id);
      return view(job, tokens);
    },
  };
}
