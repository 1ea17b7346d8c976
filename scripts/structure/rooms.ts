/** A folder of the house and the one idea that it holds. */
export interface Room {
  /** What it is, to be read after "It is". */
  readonly is: string;
  /** The rooms of the same part that it may import; `*` for all. */
  readonly may: readonly string[];
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

const TESTING: Room = {
  is: "what only tests use: chains, workers and wallets that are real and small",
  may: ["*"],
};

/**
 * Every part and every room. `npm run check -- structure` and the lint rule `posthuman/import-direction` keep it so, and
 * `npm run generate` writes it into docs/architecture.md.
 */
export const parts: Readonly<Record<string, Part>> = {
  configuration: {
    folder: ".",
    is: "What Hardhat, ESLint and Vitest read; it stands on everything, and nothing imports it.",
    may: ["deploy", "scripts"],
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
};

/** How the one training job is followed from its event to the submitted result: `npm run check -- structure`. */
export const jobWalk = {
  /** The engine, what reads the chain for it, what sends for it, and what runs the algorithm. */
  from: [
    "worker/src/engine/createEngine.ts",
    "worker/src/follower/createFollower.ts",
    "worker/src/sender/createSender.ts",
    "worker/src/runner/createProcessRunner.ts",
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
