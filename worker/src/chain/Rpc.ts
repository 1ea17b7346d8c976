/** A chain's JSON-RPC endpoint, as follower and sender use it. */
export interface Rpc {
  /**
   * Calls a method and returns its result, unchecked.
   * @throws PosthumanError `RPC_UNREACHABLE` if no answer came; `RPC_REFUSED` if the answer is an error, which its
   * `cause` holds.
   */
  call<T>(method: string, params: readonly unknown[]): Promise<T>;
}
