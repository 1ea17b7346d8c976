/** EIP-712 type of a custodian's consent to keep a model that another account publishes. */
export const custodyTypes = {
  Custody: [
    { name: "publisher", type: "address" },
    { name: "weightsRoot", type: "bytes32" },
    { name: "trustClass", type: "uint8" },
    { name: "tailRecipient", type: "address" },
    { name: "birthSupply", type: "uint96" },
    { name: "minGain", type: "uint256" },
    { name: "evaluationHash", type: "bytes32" },
  ],
};
