export { fetchResults, type FetchedResults, type FetchResultsParameters } from "./node/fetchResults.ts";
export { openFile } from "./node/openFile.ts";
export { readAddresses } from "./node/readAddresses.ts";
export { readKey, readSecretFile, type KeySource } from "./node/readKey.ts";
