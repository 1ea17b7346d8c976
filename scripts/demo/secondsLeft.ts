/** Says how long something will take, in words. */
export function secondsLeft(seconds: number | undefined): string {
  return seconds === undefined ? "" : `${Math.ceil(seconds)} s left`;
}
