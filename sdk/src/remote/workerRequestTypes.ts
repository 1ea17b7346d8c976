/** EIP-712 type of a request that a worker serves only to its signer. */
export const workerRequestTypes = {
  WorkerRequest: [
    { name: "account", type: "address" },
    { name: "worker", type: "address" },
    { name: "action", type: "string" },
    { name: "subject", type: "string" },
    { name: "nonce", type: "bytes32" },
    { name: "expires", type: "uint64" },
  ],
};
