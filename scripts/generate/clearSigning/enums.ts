/** The contracts' enums in words, by the names under which fields refer to them. */
export const enums = {
  kind: { "0": "Train the model", "1": "Use the model", "2": "Evaluate the model" },
  trustClass: {
    "0": "Not checked by others",
    "1": "Checked by evaluation only",
    "2": "Run in trusted hardware",
    "3": "Can be run again at the custodian's",
    "4": "Can be run again by anyone",
  },
  source: { "0": "An offer", "1": "A pool" },
};
