/**
 * A test hook: kills this process, as suddenly as a power cut would, when it reaches the point that the environment's
 * `POSTHUMAN_CRASH_AT` names. Without that variable it does nothing. Points lie around each step that must survive.
 */
export function crashPoint(name: string): void {
  if (process.env["POSTHUMAN_CRASH_AT"] === name) process.kill(process.pid, "SIGKILL");
}
