/** Where a worker's API serves a file of a job's results. */
export function resultRoute(job: string, path: string): string {
  return `/jobs/${job}/results/${path.split("/").map(encodeURIComponent).join("/")}`;
}
