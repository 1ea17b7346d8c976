/** `npm run format`: writes every file as the checks want it. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const python = ["algorithms", "spaces", "test"].filter((folder) => existsSync(folder));
const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: "inherit" });

run("node_modules/.bin/prettier", "--write", ".", "--log-level", "warn");
run("algorithms/.venv/bin/ruff", "check", "--fix", "--quiet", ...python);
run("algorithms/.venv/bin/ruff", "format", "--quiet", ...python);
