/** Which session, at which worker. */
export interface SessionParameters {
  /** Base URL of the worker's API. */
  readonly endpoint: string;
  /** The id of the session's job. */
  readonly job: string;
}
