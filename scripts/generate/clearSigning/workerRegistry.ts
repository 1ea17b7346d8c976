import type { SignedContract } from "./Descriptor.ts";
import { account, raw, unit } from "./fields.ts";

/** What the market's functions about workers and their stake mean to the one who signs. */
export const workerRegistry: SignedContract = {
  functions: {
    announce: {
      intent: "Announce where your worker can be reached",
      fields: [
        raw("endpoint", "Address of its API"),
        raw("encryptionKey", "Key for private uploads"),
        raw("environmentHash", "Software (hash)"),
      ],
    },
    authorise: {
      intent: "Let a worker run jobs on your models, or stop it",
      fields: [account("worker", "Worker"), raw("authorised", "Allowed")],
    },
    stake: {
      intent: "Add to a worker's stake",
      fields: [account("worker", "Worker"), unit("amount", "Stake", "OCEAN")],
    },
    unbond: { intent: "Begin to take stake out", fields: [unit("amount", "Stake", "OCEAN")] },
    withdraw: { intent: "Take out the stake that was released", fields: [] },
    sweepLost: { intent: "Send stake that workers lost to its sink", fields: [] },
  },
  unsigned: {},
};
