export { catalogue, type ErrorCode } from "./errors/catalogue.ts";
export type { ErrorDescriptor } from "./errors/ErrorDescriptor.ts";
export { PosthumanError, type ErrorArgs } from "./errors/PosthumanError.ts";
