import { tasks, type Task } from "../protocol/tasks.ts";
import { callWorker, readJson } from "./callWorker.ts";

/**
 * Asks a worker what a model is made for, by its datatoken.
 *
 * @returns Nothing if the worker does not have the model, or knows no task for it.
 * @throws PosthumanError `WORKER_UNREACHABLE`, `WORKER_ANSWER_INVALID`.
 *
 * @example
 * const task = await fetchModelTask(endpoint, model); // "masked-lm"
 */
export async function fetchModelTask(endpoint: string, model: string): Promise<Task | undefined> {
  const { task } = (await readJson(await callWorker(endpoint, `/models/${model}`))) as { task?: unknown };
  return tasks.find((known) => known === task);
}
