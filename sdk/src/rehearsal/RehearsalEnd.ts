/** Ends a rehearsal that the node cannot carry on; never leaves `rehearse`. */
export class RehearsalEnd extends Error {
  override readonly name = "RehearsalEnd";

  /** Whether a rehearsal ended so, wherever in the chain of causes it stands. */
  static isIn(error: unknown): boolean {
    for (let e = error; e instanceof Error; e = e.cause) if (e instanceof RehearsalEnd) return true;
    return false;
  }
}
