import { expect, test } from "vitest";
import { readCoverage } from "./readCoverage.ts";

const printed = `
║ File Path               │ Line % │ Statement % │ Uncovered Lines ║
║ contracts/Full.sol      │ 100.00 │ 100.00      │ -               ║
║ contracts/Half.sol      │ 50.00  │ 66.67       │ 7, 9            ║
║ Total                   │ 75.00  │ 80.00       │                 ║
`;
const lcov =
  "TN:\nSF:contracts/Full.sol\nDA:3,1\nend_of_record\nTN:\nSF:contracts/Half.sol\nDA:7,0\nDA:8,2\nDA:9,0\nend_of_record\n";

test("reads the part of each file that was run, and which lines were not", () => {
  const files = ["contracts/Full.sol", "contracts/Half.sol", "contracts/Never.sol"];
  expect(readCoverage(printed, lcov, files)).toEqual([
    { file: "contracts/Full.sol", lines: 100, statements: 100, uncovered: [] },
    { file: "contracts/Half.sol", lines: 50, statements: 66.67, uncovered: [7, 9] },
    { file: "contracts/Never.sol", lines: 0, statements: 0, uncovered: [] },
  ]);
});
