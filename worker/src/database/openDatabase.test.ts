import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/fixtures.ts";
import { transaction } from "./atomic.ts";
import { migrate, openDatabase } from "./openDatabase.ts";

const identity = { chainId: 1n, market: "0xM", worker: "0xW" };

function refusal(code: string): Error {
  return expect.objectContaining({ name: "PosthumanError", code }) as Error;
}

test("opens a new database and the same again", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "deep", "worker.db");
  {
    using open = openDatabase(file, identity);
    open.db.exec("INSERT INTO blocks VALUES (7, '0x7')");
    expect(open.db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(open.db.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
    expect(open.db.prepare("PRAGMA foreign_keys").get()).toEqual({ foreign_keys: 1 });
  }
  using again = openDatabase(file, identity);
  expect(again.db.prepare("SELECT number FROM blocks").all()).toEqual([{ number: 7 }]);
});

test.each([
  { chainId: 2n, market: "0xM", worker: "0xW" },
  { chainId: 1n, market: "0xN", worker: "0xW" },
  { chainId: 1n, market: "0xM", worker: "0xV" },
])("refuses the database of another: %o", (other) => {
  using folder = temporaryFolder();
  const file = join(folder.path, "worker.db");
  openDatabase(file, identity)[Symbol.dispose]();
  expect(() => openDatabase(file, other)).toThrow(refusal("DATABASE_OF_ANOTHER"));
  openDatabase(file, identity)[Symbol.dispose]();
});

test("refuses a newer schema, and a file that is no database", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "worker.db");
  {
    using open = openDatabase(file, identity);
    open.db.exec("PRAGMA user_version = 999");
  }
  expect(() => openDatabase(file, identity)).toThrow(refusal("DATABASE_TOO_NEW"));
  const garbage = join(folder.path, "garbage.db");
  writeFileSync(garbage, "x".repeat(4096));
  expect(() => openDatabase(garbage, identity)).toThrow(refusal("DATABASE_UNREADABLE"));
});

test("a step that fails leaves the schema as it was", () => {
  using db = new DatabaseSync(":memory:");
  expect(() => migrate(db, "", ["CREATE TABLE a (x)", "CREATE TABLE b (x); nonsense"])).toThrow();
  expect(db.prepare("SELECT name FROM sqlite_master").all()).toEqual([]);
  migrate(db, "", ["CREATE TABLE a (x)"]);
  migrate(db, "", ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
  expect(db.prepare("SELECT name FROM sqlite_master").all()).toEqual([{ name: "a" }, { name: "b" }]);
});

test("a transaction lasts as a whole or not at all, also nested", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE a (x)");
  const insert = (x: number) => db.prepare("INSERT INTO a VALUES (?)").run(x);
  expect(() =>
    transaction(db, () => {
      insert(1);
      transaction(db, () => void insert(2));
      throw new TypeError("stop");
    }),
  ).toThrow("stop");
  expect(transaction(db, () => insert(3).changes)).toBe(1);
  expect(db.prepare("SELECT x FROM a").all()).toEqual([{ x: 3 }]);
});

test("belongs to one process; the sudden death of that one frees it", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "worker.db");
  const script = `
    const { openDatabase } = await import(${JSON.stringify(import.meta.resolve("./openDatabase.ts"))});
    globalThis.open = openDatabase(${JSON.stringify(file)}, { chainId: 1n, market: "0xM", worker: "0xW" });
    console.log("open");
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(other.stdout, "data");
  expect(() => openDatabase(file, identity)).toThrow(refusal("WORKER_ALREADY_RUNNING"));
  const gone = once(other, "exit");
  other.kill("SIGKILL");
  await gone;
  using mine = openDatabase(file, identity);
  expect(() => openDatabase(file, identity)).toThrow(refusal("WORKER_ALREADY_RUNNING"));
  expect(mine.db.isOpen).toBe(true);
});
