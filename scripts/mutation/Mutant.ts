/** One small change of a contract that its tests should notice. */
export interface Mutant {
  readonly contract: string;
  /** The file, from the root of the checkout. */
  readonly file: string;
  /** The function, modifier or variable that it lies in. */
  readonly where: string;
  readonly line: number;
  /** What kind of change it is, such as "delete" or "boundary". */
  readonly operator: string;
  /** Bytes of the file that are replaced. */
  readonly start: number;
  readonly length: number;
  readonly replacement: string;
  /** The change in words: `half == 0 → half != 0`. With contract and place it names the mutant. */
  readonly change: string;
}
