/** A folder of the house and the one idea that it holds. */
export interface Room {
  /** What it is, to be read after "It is". */
  readonly is: string;
  /** The rooms of the same part that it may import; `*` for all. */
  readonly may: readonly string[];
  /** Parts whose helpers of tests it uses, although it is no test; none if left out. */
  readonly testing?: readonly string[];
}

/** A part of the house: a package, or a folder at the root of the checkout. */
export interface Part {
  /** Where it lies; `.` for the files right in the root. */
  readonly folder: string;
  /** What it is, in a sentence. */
  readonly is: string;
  /** Other parts that it may import: packages by name, the rest by path. */
  readonly may: readonly string[];
  readonly isPackage: boolean;
  /** By the folder inside the part; `.` for the files right in it. A folder below a room belongs to it. */
  readonly rooms: Readonly<Record<string, Room>>;
}

const TESTING: Room = { is: "what only tests use: real chains, workers and wallets, but small", may: ["*"] };

/** What a wallet can do; one function a file, where the function is public. */
const sdkRooms: Readonly<Record<string, Room>> = {
  ".": { is: "the package's faces: what others may import, everywhere and on Node alone", may: ["*"] },
  base: { is: "what everything stands on: addresses, amounts, waiting, JSON", may: [] },
  errors: { is: "every error with its words, and the class that carries them", may: ["base"] },
  generated: {
    is: "the contracts' types and the known deployments, made by npm run generate",
    may: ["base"],
  },
  protocol: {
    is: "the rules that all parties share: manifests, receipts, terms, tasks, fees, hashes, signatures",
    may: ["base", "errors", "generated"],
  },
  client: {
    is: "a connection to chain and contracts: calls, transactions, events, reverts in words",
    may: ["base", "errors", "generated", "protocol"],
  },
  pools: {
    is: "Ocean's pools: quotes, trades, liquidity",
    may: ["base", "client", "errors", "generated", "protocol"],
  },
  datatokens: {
    is: "tokens and offers: buying, selling, prices",
    may: ["base", "client", "errors", "generated", "pools", "protocol"],
  },
  assets: {
    is: "Ocean's ordinary assets: publishing, buying and ordering a dataset",
    may: ["base", "client", "datatokens", "errors", "generated", "pools", "protocol"],
  },
  models: {
    is: "models and families: publishing, lineage, shares, metadata",
    may: ["assets", "base", "client", "errors", "generated", "protocol"],
  },
  income: {
    is: "what models earn: paying, settling, claiming",
    may: ["base", "client", "errors", "models", "protocol"],
  },
  workers: { is: "workers and their stake on chain", may: ["base", "client", "errors", "protocol"] },
  rehearsal: {
    is: "trying transactions out on a copy of the chain's state before they are sent",
    may: ["base", "client", "errors"],
  },
  jobs: {
    is: "a job's life on chain: terms, request, payment, settlement",
    may: ["base", "client", "datatokens", "errors", "generated", "pools", "protocol"],
  },
  algorithms: {
    is: "algorithms of others as assets",
    may: ["assets", "base", "client", "errors", "generated", "jobs", "protocol"],
  },
  evaluation: {
    is: "an evaluation's report, and what quality costs along a lineage",
    may: ["base", "client", "datatokens", "errors", "models", "protocol"],
  },
  remote: { is: "calls of a worker's HTTP API", may: ["base", "client", "errors", "jobs", "protocol"] },
  following: {
    is: "a job followed until it ends, on chain and at its worker",
    may: ["base", "client", "errors", "jobs", "protocol", "remote"],
  },
  node: {
    is: "what needs Node: files, keys, results on the disk",
    may: ["base", "client", "errors", "jobs", "protocol", "remote"],
  },
  plans: {
    is: "whatever a person decides by: a plan says what it costs and moves, tries it out, and carries it out",
    may: [
      "algorithms",
      "assets",
      "base",
      "client",
      "datatokens",
      "errors",
      "income",
      "jobs",
      "models",
      "pools",
      "protocol",
      "rehearsal",
      "remote",
      "workers",
    ],
  },
  sessions: {
    is: "a right to call a model's endpoint: opening, using, checking and closing it",
    may: ["base", "client", "datatokens", "errors", "jobs", "plans", "protocol", "remote"],
  },
  testing: TESTING,
};

/** The node: from what is nearest to the ground to what puts all together. */
const workerRooms: Readonly<Record<string, Room>> = {
  ".": { is: "the package's face", may: ["*"] },
  log: { is: "log lines, with secrets left out", may: [] },
  database: { is: "the one SQLite file: opening, migrating, transactions, points to crash at", may: [] },
  config: { is: "what the operator configured, checked", may: [] },
  store: { is: "weights and other artifacts on the disk, encrypted, by their hash", may: ["database"] },
  refs: { is: "which artifact is which model's weights, which dataset, which document", may: ["store"] },
  runner: {
    is: "runs one algorithm in a sandbox: what it may see, how far it got, what it left",
    may: ["store"],
  },
  job: {
    is: "what a job is: its words, its manifest read once, its events and its ends",
    may: ["database", "log", "refs", "runner", "store"],
  },
  chain: {
    is: "the chain as rows: blocks followed, reorganised and projected",
    may: ["database", "job", "log"],
  },
  sender: {
    is: "transactions that survive a crash: intent, signed bytes, sent, mined, final",
    may: ["chain", "database", "log"],
  },
  foreignAlgorithms: {
    is: "algorithms of others, let in by their hash",
    may: ["config", "refs", "runner", "store"],
  },
  execution: {
    is: "how a job is carried out: plan, folder, run, collect; it knows no market and no chain",
    may: ["database", "foreignAlgorithms", "job", "log", "refs", "runner", "store"],
  },
  engine: {
    is: "who is paid: decides about the JobMarket's jobs, takes, renews and submits them",
    may: ["database", "execution", "job", "log", "runner", "sender", "store"],
  },
  serving: {
    is: "models kept ready to answer: engines, their queues and their sockets",
    may: ["config", "log", "refs", "runner", "store"],
  },
  http: {
    is: "what every route stands on: listening, who asks, bodies, answers to errors",
    may: ["database", "log"],
  },
  sessions: {
    is: "paid rights to call a model: opened, counted, settled",
    may: ["database", "execution", "http", "job", "log", "refs", "serving", "store"],
  },
  gate: {
    is: "the endpoint that speaks as OpenAI's and Hugging Face's do: a call, its budget, its answer",
    may: ["config", "http", "log", "serving", "sessions"],
  },
  uploads: {
    is: "what requesters bring before they pay",
    may: ["config", "database", "job", "log", "refs", "store"],
  },
  api: {
    is: "the worker's own routes: jobs, results, uploads, sessions, health",
    may: ["config", "gate", "http", "job", "log", "refs", "sessions", "store", "uploads"],
  },
  process: {
    is: "the running worker: every part made and put together",
    may: [
      "api",
      "chain",
      "config",
      "database",
      "engine",
      "execution",
      "foreignAlgorithms",
      "gate",
      "http",
      "job",
      "log",
      "refs",
      "runner",
      "sender",
      "serving",
      "sessions",
      "store",
      "uploads",
    ],
  },
  operator: {
    is: "what the operator does beside it: importing, examining, trying out",
    may: ["config", "execution", "foreignAlgorithms", "process", "refs", "runner", "serving", "store"],
  },
  testing: TESTING,
};

/** The command line. */
const cliRooms: Readonly<Record<string, Room>> = {
  ".": { is: "the program, and the faces that scripts use", may: ["*"] },
  terminal: { is: "how the program speaks with a person: questions, lines, tables, errors", may: [] },
  report: { is: "an evaluation as a page and as a table", may: [] },
  options: { is: "what the command line may say, read and checked", may: [] },
  wallet: { is: "keys, and the client that signs with them", may: ["options", "terminal"] },
  plans: { is: "a plan of the SDK shown, confirmed and carried out", may: ["options", "terminal"] },
  jobs: { is: "jobs and sessions shown while they run", may: ["options", "plans", "terminal", "wallet"] },
  algorithms: { is: "an algorithm's folder, read and packed", may: [] },
  commands: {
    is: "the commands, one file for each thing that they are about",
    may: ["algorithms", "jobs", "options", "plans", "report", "terminal", "wallet"],
  },
  testing: TESTING,
};

/** What a person runs. */
const scriptRooms: Readonly<Record<string, Room>> = {
  ".": { is: "the commands of package.json, a file for each", may: ["*"] },
  bootstrap: { is: "the setup that runs before anything is installed", may: [] },
  options: { is: "a script's command line", may: [] },
  structure: { is: "the rooms of the house and the check that keeps them", may: [] },
  lint: { is: "the rooms as a rule of ESLint", may: ["structure"] },
  contracts: { is: "the contracts as compiled: how Hardhat does it, and what it wrote", may: [] },
  check: {
    is: "npm run check: what can be said of the sources without running them",
    may: ["contracts", "options", "structure"],
  },
  test: { is: "npm test and the wider suites, with their counts", may: ["check", "contracts", "options"] },
  generate: { is: "npm run generate: what is made from other sources", may: ["contracts", "structure"] },
  packages: { is: "the packages as they are published", may: [] },
  deep: {
    is: "npm run test:deep: mutants, coverage and static analysis of the contracts",
    may: ["contracts", "options"],
  },
  tasks: { is: "Hardhat's own door to the reward functions", may: [] },
  stack: { is: "chains and workers that run beside a script", may: ["contracts"], testing: ["sdk"] },
  demo: { is: "the seven steps, told on real parts", may: ["options", "stack"] },
  smollm2: { is: "the seven steps with a real model", may: ["demo", "stack"] },
  bench: {
    is: "speed and gas, measured against what others do",
    may: ["demo", "stack"],
    testing: ["test", "worker"],
  },
  deploy: {
    is: "a deployment to a public network: planned, journalled, verified",
    may: ["contracts", "options"],
  },
  smoke: { is: "one small paid job on such a deployment", may: ["deploy"] },
};

/**
 * Every part and every room. `npm run check -- structure` and the lint rule `posthuman/import-direction` keep it so, and
 * `npm run generate` writes it into docs/architecture.md.
 */
export const parts: Readonly<Record<string, Part>> = {
  configuration: {
    folder: ".",
    is: "What Hardhat, ESLint and Vitest read; it stands on top, and nothing imports it.",
    may: ["scripts"],
    isPackage: false,
    rooms: { ".": { is: "the configuration of the tools", may: [] } },
  },
  deploy: {
    folder: "deploy",
    is: "Puts the contracts on a chain, by Hardhat Ignition.",
    may: [],
    isPackage: false,
    rooms: {
      ".": {
        is: "what scripts and tests call to deploy, and the networks that Ocean knows",
        may: ["compiled", "modules"],
      },
      compiled: { is: "the compiled contracts, Ocean's and ours, as Ignition takes them", may: [] },
      modules: {
        is: "the modules of Ignition: what is deployed, in which order, told what",
        may: ["compiled"],
      },
    },
  },
  sdk: {
    folder: "sdk/src",
    is: "Everything that a wallet can do, and whatever a person decides by.",
    may: [],
    isPackage: true,
    rooms: sdkRooms,
  },
  worker: {
    folder: "worker/src",
    is: "The node that keeps weights and runs jobs.",
    may: ["sdk"],
    isPackage: true,
    rooms: workerRooms,
  },
  cli: {
    folder: "cli/src",
    is: "`posthuman`, the command line: a face of SDK and worker without rules of its own.",
    may: ["sdk", "worker"],
    isPackage: true,
    rooms: cliRooms,
  },
  scripts: {
    folder: "scripts",
    is: "What a person runs in a checkout; the bench measures with the helpers of the contracts' tests.",
    may: ["deploy", "sdk", "worker", "cli", "test"],
    isPackage: false,
    rooms: scriptRooms,
  },
  examples: {
    folder: "examples",
    is: "Programs to start from, each on the SDK alone; the tests run them.",
    may: ["sdk"],
    isPackage: false,
    rooms: {
      ".": { is: "programs for Node", may: [] },
      browser: { is: "a page that signs with the visitor's wallet", may: [] },
    },
  },
  test: {
    folder: "test",
    is: "Tests that need several parts.",
    may: ["deploy", "sdk", "worker", "cli", "scripts", "examples"],
    isPackage: false,
    rooms: {
      contracts: { is: "the contracts on Hardhat's chain, with their snapshots", may: [] },
      e2e: { is: "the story, faults, and clients of others", may: [] },
    },
  },
};

/** What `npm run generate` alone writes of the code, and clears of all else: nobody reads or measures it. */
export const generatedFolders: readonly string[] = ["sdk/src/generated"];

/** Files that load what their text does not say, by `createRequire` or a computed `import()`, and why. */
export const loaders: Readonly<Record<string, string>> = {
  "deploy/compiled/compiledContracts.ts": "Ocean's contracts are read from its package by their names",
  "scripts/deep/createCompiler.ts": "solc has no types",
  "scripts/deep/mutation.test.ts": "solc has no types",
  "scripts/demo/materials.ts": "finds where a package of texts lies",
  "scripts/generate/errorPages.ts": "every file of the error catalogue is read",
  "scripts/stack/startExplorer.ts": "solc has no types",
  "scripts/stack/startPracticeChain.ts": "finds a transaction deep in Hardhat Ignition",
  "sdk/src/testing/startChain.ts": "finds the program that Anvil's package brings for this machine",
  "sdk/src/client/connect.test.ts": "loads a second copy of ethers",
  "test/e2e/packages.test.ts": "imports the packages as they were built, from a folder of their own",
};

/** How the one training job is followed from its event to the submitted result: `npm run check -- structure`. */
export const jobWalk = {
  /** The engine, the chain's blocks and events as it sees them, what sends for it, and what runs the algorithm. */
  from: [
    "worker/src/engine/createEngine.ts",
    "worker/src/chain/jobMarketProjection.ts",
    "worker/src/chain/createFollower.ts",
    "worker/src/sender/createSender.ts",
    "worker/src/runner/bubblewrap/createBubblewrapRunner.ts",
  ],
  /** What a training does not need: the endpoint with its sessions, algorithms of others, the API, and error texts. */
  without: [
    "worker/src/http/",
    "worker/src/gate/",
    "worker/src/sessions/",
    "worker/src/foreignAlgorithms/",
    "sdk/src/errors/",
  ],
};
