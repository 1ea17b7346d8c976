/** Scheme, host and port of a URL: providers put their keys into path, query or user name. */
export function urlWithoutSecrets(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the configured URL";
}
