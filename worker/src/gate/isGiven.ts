/** Whether a field is there: clients write null for what they leave out. */
export function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}
