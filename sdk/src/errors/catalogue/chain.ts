import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What the chain refused, or could not do. What our own contracts refuse is in the area `contracts`. */
export const chainErrors = {
  RPC_UNREACHABLE: {
    message: "The chain at {url} does not answer.",
    why: "The RPC endpoint is down, slow, or the address is wrong.",
    fix: "Check the RPC URL and that the node runs, then try again.",
    retryable: true,
    status: 503,
  },
  CONTRACT_MISSING: {
    message: "There is no {name} at {address} on chain {chainId}.",
    why: "The addresses belong to another deployment, or the chain has been restarted since they were written.",
    fix: "Use the address document of this chain's deployment, or deploy the contracts again.",
    retryable: false,
    status: 502,
  },
  CONTRACT_REFUSED: {
    message: "A contract refused the call: {reason}.",
    why: "The call was simulated against the chain's state and reverted; nothing was changed.",
    fix: "See the reason; check the arguments, and the current state of what the call changes.",
    retryable: false,
    status: 409,
  },
  TRANSACTION_FAILED: {
    message: "The transaction {hash} was mined but changed nothing: it reverted in its block.",
    why: "It succeeded when it was simulated; the state changed before it was included in a block.",
    fix: "Look at the state and, if it still makes sense, make the call again.",
    retryable: true,
    status: 409,
  },
  COIN_TOO_LOW: {
    message: "The account {account} cannot pay the transaction's gas.",
    why: "Every transaction costs some of the chain's own coin.",
    fix: "Send the account some of the chain's coin, then make the call again.",
    retryable: true,
    status: 402,
  },
  NONCE_TAKEN: {
    message: "Another transaction of {account} came first.",
    why: "A second program sends from the same account at the same time.",
    fix: "Make the call again; better, give each program its own account.",
    retryable: true,
    status: 409,
  },
  WALLET_REFUSED: {
    message: "The wallet refused to sign.",
    why: "Its user declined, or it is locked.",
    fix: "Make the call again and confirm it in the wallet.",
    retryable: true,
    status: 403,
  },
  TOKEN_BALANCE_TOO_LOW: {
    message: "The account holds fewer tokens than the call would move.",
    why: "The token contract refused the transfer: {reason}.",
    fix: "Get more of the token, or move less.",
    retryable: false,
    status: 402,
  },
  TOKEN_ALLOWANCE_TOO_LOW: {
    message: "The contract may not take as many of the account's tokens as the call would move.",
    why: "The token contract refused the transfer: {reason}.",
    fix: "Approve the contract for the amount first (the SDK's approve), then make the call again.",
    retryable: false,
    status: 402,
  },
} as const satisfies Record<string, ErrorDescriptor>;
