/** A network on which Ocean's contracts are deployed. */
export interface PublicNetwork {
  /** Ocean's name of it, such as `sepolia`. */
  readonly name: string;
  readonly chainId: number;
  /** The block before which Ocean had nothing there. */
  readonly startBlock: number;
  /** Ocean's contracts by the names that our deployments use: `Token`, `Factory`, `Router`, and the rest as they are. */
  readonly ocean: Readonly<Record<string, string>>;
  /** What its configuration variables begin with: `SEPOLIA_RPC_URL`, `SEPOLIA_PRIVATE_KEY`. */
  readonly variable: string;
}
