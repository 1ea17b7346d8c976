/** A registered model. */
export interface Model {
  /** Its datatoken, which is also its id. */
  readonly address: string;
  readonly name: string;
  /** The model it was trained from; absent for a root. */
  readonly parent?: string;
  /** Hops to the root; 0 for a root. */
  readonly generation: number;
  /** Hops that it holds, 1 to 8: its title's owner keeps all but 1 / 2^hops of its income. */
  readonly hops: number;
  /** The family's first model; a root's own address. */
  readonly root: string;
  /** Commitment to the weights. */
  readonly weightsRoot: string;
  /** Owner of its title, who earns the model's share. */
  readonly owner: string;
  /** Its Ocean data NFT. */
  readonly dataNft: string;
  /** Its own receiving address: what is sent there becomes its income. */
  readonly collector: string;
}
