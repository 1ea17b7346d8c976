export type { AlgorithmDdo, AlgorithmDescription } from "./algorithms/AlgorithmDdo.ts";
export { describeAlgorithm, type DescribeAlgorithmParameters } from "./algorithms/describeAlgorithm.ts";
export { getAlgorithm, type Algorithm } from "./algorithms/getAlgorithm.ts";
export { parseAlgorithmMetadata } from "./algorithms/parseAlgorithmMetadata.ts";
export { publishAlgorithm, type PublishAlgorithmParameters } from "./algorithms/publishAlgorithm.ts";

export { buyAsset, type BuyAssetParameters } from "./assets/buyAsset.ts";
export { didOfAsset } from "./assets/didOfAsset.ts";
export { listSales, type Sale } from "./assets/listSales.ts";
export { orderAsset, type OrderAssetParameters } from "./assets/orderAsset.ts";
export {
  publishAsset,
  type AssetSale,
  type PublishAssetParameters,
  type PublishedAsset,
} from "./assets/publishAsset.ts";
export { setAssetMetadata } from "./assets/setAssetMetadata.ts";

export type { Addresses } from "./base/Addresses.ts";
export { jsonField, toJson } from "./base/json.ts";

export { checkedAddress } from "./client/checks.ts";
export { chainTime, type Client, type Contracts } from "./client/Client.ts";
export { coinOf } from "./client/coinOf.ts";
export { connect, type ConnectParameters } from "./client/connect.ts";
export { codeOfCustomError, decodeContractError } from "./client/decodeContractError.ts";
export { decodeError, type ErrorContext } from "./client/decodeError.ts";
export { deploymentOn, type DeploymentOnOptions } from "./client/deploymentOn.ts";
export { isSilence, urlWithoutSecrets } from "./client/endpoint.ts";
export { networkNamed, type Network } from "./client/networkNamed.ts";
export { parseAddresses } from "./client/parseAddresses.ts";
export { queryEvents, type BlockRange } from "./client/queryEvents.ts";
export { sendTransaction, type SendOptions, type Sent } from "./client/sendTransaction.ts";

export { approve, type ApproveParameters } from "./datatokens/approve.ts";
export { balanceOf } from "./datatokens/balanceOf.ts";
export { buy, type Bought, type BuyParameters } from "./datatokens/buy.ts";
export { buyDatatokens, type BuyDatatokensParameters } from "./datatokens/buyDatatokens.ts";
export { getOffer, type Offer } from "./datatokens/getOffer.ts";
export { getToken, type Token } from "./datatokens/getToken.ts";
export { listOffers, type ListOffersParameters } from "./datatokens/listOffers.ts";
export { offerDatatokens, type OfferDatatokensParameters } from "./datatokens/offerDatatokens.ts";
export { priceOf, type PriceOfParameters } from "./datatokens/priceOf.ts";
export { quoteBuy, type BuyQuote, type Purchase, type QuoteBuyParameters } from "./datatokens/quoteBuy.ts";
export { quoteSell, type QuoteSellParameters, type SellQuote } from "./datatokens/quoteSell.ts";
export { sell, type SellParameters, type Sold } from "./datatokens/sell.ts";
export { transferDatatoken, type TransferParameters } from "./datatokens/transferDatatoken.ts";
export { withdrawOffer } from "./datatokens/withdrawOffer.ts";

export { catalogue, type ErrorCode } from "./errors/catalogue.ts";
export type { ErrorDescriptor } from "./errors/catalogue/ErrorDescriptor.ts";
export { PosthumanError, type ErrorArgs } from "./errors/PosthumanError.ts";

export { costOfQuality, type QualityCost } from "./evaluation/costOfQuality.ts";
export { lineagePrices, type ModelPrice } from "./evaluation/lineagePrices.ts";
export { parseEvaluationReport, type EvaluationReport } from "./evaluation/parseEvaluationReport.ts";

export type {
  BirthUpdate,
  EventUpdate,
  JobUpdate,
  ProgressUpdate,
  StateUpdate,
} from "./following/followChain.ts";
export { followJob, type FollowJobOptions } from "./following/followJob.ts";

export { claim } from "./income/claim.ts";
export { claimableOf } from "./income/claimableOf.ts";
export { claimFor } from "./income/claimFor.ts";
export { collect } from "./income/collect.ts";
export { inboxOf } from "./income/inboxOf.ts";
export { pay, type PayParameters } from "./income/pay.ts";
export { settle } from "./income/settle.ts";
export { settleLineage, type SettleLineageParameters } from "./income/settleLineage.ts";

export { birthJob } from "./jobs/birthJob.ts";
export { buyAndRequest, type BoughtJob, type BuyAndRequestOptions } from "./jobs/buyAndRequest.ts";
export { cancelJob } from "./jobs/cancelJob.ts";
export {
  createManifest,
  type AlgorithmReference,
  type CreatedManifest,
  type CreateManifestParameters,
  type DatasetReference,
} from "./jobs/createManifest.ts";
export { createTerms, type CreateTermsParameters } from "./jobs/createTerms.ts";
export { expireJob } from "./jobs/expireJob.ts";
export { getJob, type Job } from "./jobs/getJob.ts";
export { isBirthDue } from "./jobs/isBirthDue.ts";
export { lapseJob } from "./jobs/lapseJob.ts";
export type { Payment } from "./jobs/payFor.ts";
export { requestJob, type RequestedJob, type RequestJobOptions } from "./jobs/requestJob.ts";
export { resultOf, type Result } from "./jobs/resultOf.ts";
export { settleJob } from "./jobs/settleJob.ts";
export { settlementGas } from "./jobs/settlementGas.ts";
export { termsOf } from "./jobs/termsOf.ts";

export { describeModel, type Ddo, type DescribeModelParameters } from "./models/describeModel.ts";
export { findModel } from "./models/findModel.ts";
export { findToken } from "./models/findToken.ts";
export { getFamily, trustClasses, usualFamily, type Family, type TrustClass } from "./models/getFamily.ts";
export { getModel, type Model } from "./models/getModel.ts";
export { lineageOf } from "./models/lineageOf.ts";
export { lineageTree, type LineageTreeNode } from "./models/lineageTree.ts";
export { listModels, type ListModelsParameters } from "./models/listModels.ts";
export { publishModel, type PublishModelParameters } from "./models/publishModel.ts";
export { setModelMetadata } from "./models/setModelMetadata.ts";
export { sharesOf, type Share } from "./models/sharesOf.ts";
export { custodyTypes, signCustody, type SignCustodyParameters } from "./models/signCustody.ts";
export { transferTitle } from "./models/transferTitle.ts";

export { chooseWorker, type ChosenWorker } from "./plans/chooseWorker.ts";
export { executePlan, type ExecutedPlan } from "./plans/executePlan.ts";
export type { OwnAlgorithm, ResolvedAlgorithm, WantedAlgorithm } from "./plans/findAlgorithm.ts";
export type { Amount, Plan, PrepareOptions } from "./plans/Plan.ts";
export { planBuy, type BuyTerms, type WantedPurchase } from "./plans/planBuy.ts";
export { planClaim, type ClaimTerms, type WantedClaim } from "./plans/planClaim.ts";
export { planPublish, type Published, type PublishTerms } from "./plans/planPublish.ts";
export {
  planRequest,
  SESSION_MARGIN,
  type DatasetFile,
  type RequestPlan,
  type RequestTerms,
  type WantedJob,
} from "./plans/planRequest.ts";
export { planSell, type SellTerms } from "./plans/planSell.ts";
export { planSettleJob, type SettledJob, type SettleJobTerms } from "./plans/planSettleJob.ts";
export { planSettleLineage, type SettleLineageTerms } from "./plans/planSettleLineage.ts";
export { planStake, type Staked, type StakeTerms, type WantedStake } from "./plans/planStake.ts";
export { planTransfer, type TransferTerms } from "./plans/planTransfer.ts";
export { planUnstake, type UnstakeTerms, type WantedUnstake } from "./plans/planUnstake.ts";
export { planWithdrawOffer } from "./plans/planWithdrawOffer.ts";
export { planWorkerStake, type WorkerStakeTerms } from "./plans/planWorkerStake.ts";
export { planWorkerUnstake, type Unbonding, type WorkerUnstakeTerms } from "./plans/planWorkerUnstake.ts";
export { rehearsePlan, type NetworkFee, type RehearsedPlan } from "./plans/rehearsePlan.ts";

export { createPool, type CreatePoolParameters } from "./pools/createPool.ts";
export { exitPool, type Exited, type ExitPoolParameters } from "./pools/exitPool.ts";
export { getPool, type Pool } from "./pools/getPool.ts";
export { joinPool, type Joined, type JoinPoolParameters } from "./pools/joinPool.ts";
export { listPools, type ListPoolsParameters } from "./pools/listPools.ts";
export { quoteSwap, type QuoteSwapParameters } from "./pools/quoteSwap.ts";
export { swap, type SwapParameters } from "./pools/swap.ts";

export { formatAmount, parseAmount, shortAmount } from "./protocol/amounts.ts";
export {
  isTextAnswer,
  joinChunks,
  requestHashOf,
  responseHashOf,
  type TextAnswer,
} from "./protocol/answers.ts";
export { callsRoot, callsTree, type CallsTree, type SessionCall } from "./protocol/calls.ts";
export { didOf } from "./protocol/didOf.ts";
export {
  askerOf,
  earnsBirth,
  fromTermsStruct,
  hasResult,
  isFinal,
  isRefunded,
  jobFee,
  jobIdOf,
  jobKinds,
  jobStates,
  sessionFee,
  toTermsStruct,
  type JobKind,
  type JobState,
  type PaidJob,
  type Price,
  type Terms,
} from "./protocol/job.ts";
export { canonicalJson, isTooDeep, keccakOfJson } from "./protocol/json.ts";
export {
  benchmarkOf,
  checkManifest,
  manifestSchema,
  parseManifest,
  type Manifest,
} from "./protocol/manifest.ts";
export {
  checkReceipt,
  receiptSchema,
  traceTree,
  weightsRootOf,
  type Receipt,
  type TraceTree,
  type WeightsFile,
  type WeightsRootParameters,
} from "./protocol/receipt.ts";
export {
  signedSubjects,
  verifyWorkerRequest,
  workerRequestHeader,
  workerRequestTypes,
  type VerifyWorkerRequestParameters,
  type WorkerAction,
  type WorkerRequest,
} from "./protocol/requests.ts";
export { isSessionKey, sessionKeyHash } from "./protocol/sessionKeys.ts";
export {
  servesTask,
  taskMetrics,
  taskOfArchitecture,
  tasks,
  tasksServing,
  type Task,
  type TaskMetric,
} from "./protocol/tasks.ts";

export { rehearse, type Move, type Rehearsal, type RehearsedTransaction } from "./rehearsal/rehearse.ts";

export { callWorker } from "./remote/callWorker.ts";
export { fetchAbout, type WorkerAbout } from "./remote/fetchAbout.ts";
export { fetchJob, type RemoteJob } from "./remote/fetchJob.ts";
export { fetchModelTask } from "./remote/fetchModelTask.ts";
export { fetchReceipt, type FetchReceiptParameters } from "./remote/fetchReceipt.ts";
export { fetchResultText, type FetchResultTextParameters } from "./remote/fetchResultText.ts";
export { sha256Of, type Source } from "./remote/sha256Of.ts";
export { signWorkerRequest, type SignWorkerRequestParameters } from "./remote/signWorkerRequest.ts";
export { streamEvents, type StreamEventsOptions, type WorkerEvent } from "./remote/streamEvents.ts";
export { uploadDataset, type UploadDatasetParameters } from "./remote/uploadDataset.ts";
export { uploadManifest } from "./remote/uploadManifest.ts";

export { addSessionKey, type AddedSessionKey } from "./sessions/addSessionKey.ts";
export { awaitSession, type AwaitSessionParameters, type OpenedSession } from "./sessions/awaitSession.ts";
export type { Session, SessionParameters, SessionState } from "./sessions/callSession.ts";
export { closeSession } from "./sessions/closeSession.ts";
export type { TranscriptEntry } from "./sessions/matchTranscript.ts";
export { openSession, type OpenSessionParameters } from "./sessions/openSession.ts";
export { revokeSessionKey, type RevokeSessionKeyParameters } from "./sessions/revokeSessionKey.ts";
export { showSession } from "./sessions/showSession.ts";
export {
  verifySession,
  type VerifiedSession,
  type VerifySessionParameters,
} from "./sessions/verifySession.ts";

export { announceWorker, type AnnounceWorkerParameters } from "./workers/announceWorker.ts";
export { authoriseWorker, type AuthoriseWorkerParameters } from "./workers/authoriseWorker.ts";
export { findWorkers } from "./workers/findWorkers.ts";
export { getWorker, type Worker } from "./workers/getWorker.ts";
export { stake, type StakeParameters } from "./workers/stake.ts";
export { unbond } from "./workers/unbond.ts";
export { withdraw } from "./workers/withdraw.ts";
