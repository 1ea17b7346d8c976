/** Who paid for a job on chain, and for whom. */
export interface PaidJob {
  /** The account that called the market. */
  readonly payer: string;
  readonly terms: { readonly requester: string };
}

/**
 * Who asked for a job: the account whose datasets it may read and whose session it opens. Anyone may pay for a job of
 * another requester, but that gives the job none of what the requester brought. The checkout pays for the requester who
 * called it.
 *
 * @param checkout The Checkout's address, with its checksum as `payer` has one.
 *
 * @example
 * askerOf(job, client.addresses.posthuman.Checkout);
 */
export function askerOf({ payer, terms }: PaidJob, checkout: string): string {
  return payer === checkout ? terms.requester : payer;
}
