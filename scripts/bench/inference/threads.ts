import { availableParallelism } from "node:os";

/** Compute threads of every engine. */
export const THREADS = availableParallelism();
