export { fetchResults, type FetchedResults, type FetchResultsParameters } from "./node/fetchResults.ts";
export { openFile } from "./node/openFile.ts";
export { readAddresses } from "./node/readAddresses.ts";
export { readKey, type KeySource } from "./node/readKey.ts";
