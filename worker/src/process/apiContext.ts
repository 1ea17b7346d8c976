import { PosthumanError } from "@posthuman/sdk";
import { Contract, type Provider } from "ethers";
import type { ApiContext } from "../api/ApiContext.ts";
import { toJobView } from "../api/JobView.ts";
import { version } from "../config/version.ts";
import { createAuthenticate } from "../http/authenticate.ts";
import type { IndexedJob } from "../job/ChainJob.ts";
import type { ShownError } from "../job/jobErrors.ts";
import { readTask } from "../job/modelTask.ts";
import { listBenchmarks, readWeights } from "../refs/documents.ts";
import { createSessionDesk, type SessionDeskOptions } from "../sessions/createSessionDesk.ts";
import type { Serving } from "./makeServing.ts";
import type { WorkerParts } from "./openParts.ts";

/** Most jobs that one list holds. */
const LIST = 200;

/** What the API's routes work with, from the worker's parts. */
export function apiContext(
  parts: WorkerParts,
  { sessions, gate }: Pick<Serving, "sessions" | "gate">,
  {
    problems,
    uploaded,
    uploads,
    baseUrl,
  }: Pick<ApiContext, "problems" | "uploaded" | "uploads"> & Pick<SessionDeskOptions, "baseUrl">,
): ApiContext {
  const { config, wallet, addresses, data, client, db, index, orders, events, errors, log } = parts;
  const worker = wallet.address;
  const market = addresses.posthuman.JobMarket;
  const authenticate = createAuthenticate(db, { chainId: client.chainId, market, worker });
  const show = (job: IndexedJob) => toJobView(job, missingRight(parts, job) ?? errors.get(job.id));
  return {
    identity: {
      name: config.name,
      worker,
      chainId: client.chainId.toString(),
      market,
      version,
      fees: config.fees,
      algorithms: {
        trusted: config.trustedAlgorithms,
        images: Object.keys(config.algorithmImages),
        python: String(parts.algorithms.environment["python"] ?? ""),
      },
    },
    custodians: () => index.custodiansOf(worker),
    benchmarks: async () =>
      (await listBenchmarks(data.refs)).map(({ name, questions }) => ({ name, questions })),
    problems,
    uploaded,
    uploads,
    job(id) {
      const job = index.job(id);
      return job && show(job);
    },
    jobs: (filter) => index.jobs({ ...filter, worker, limit: LIST }).map(show),
    authenticate,
    gate,
    desk: createSessionDesk({ sessions, orders, authenticate, baseUrl, job: (id) => index.job(id) }),
    ownsAsset: (account, asset) => ownsAsset(client.provider, account, asset),
    async taskOf(model) {
      const root = index.lineage(model)[0]?.weightsRoot;
      const files = root === undefined ? undefined : await readWeights(data.refs, root);
      return files && readTask(data.store, files);
    },
    events,
    log,
    refs: data.refs,
    store: data.store,
    limits: config.uploads,
    listen: config.listen,
  };
}

/** A job on a model whose custodian has not authorised this worker is never looked at: this says so. */
function missingRight({ index, wallet }: WorkerParts, { state, terms }: IndexedJob): ShownError | undefined {
  const custodian = index.lineage(terms.model)[0]?.custodian;
  if (state !== "Requested" || custodian === undefined || index.isAuthorised(custodian, wallet.address))
    return undefined;
  return new PosthumanError("WORKER_NOT_AUTHORISED", { custodian, worker: wallet.address }).toJSON();
}

const DATATOKEN = ["function getERC721Address() view returns (address)"];
const DATA_NFT = ["function ownerOf(uint256) view returns (address)"];

/** Whether the account owns the data NFT of an asset, given by its datatoken. False if it is not an asset. */
async function ownsAsset(provider: Provider, account: string, asset: string): Promise<boolean> {
  try {
    const dataNft = (await new Contract(asset, DATATOKEN, provider).getFunction(
      "getERC721Address",
    )()) as string;
    return (await new Contract(dataNft, DATA_NFT, provider).getFunction("ownerOf")(1)) === account;
  } catch (error) {
    if (["CALL_EXCEPTION", "BAD_DATA"].includes((error as { code?: string }).code ?? "")) return false;
    throw error;
  }
}
