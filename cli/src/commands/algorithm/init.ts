import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { Command } from "commander";
import { algorithmTemplate } from "../../algorithms/algorithmTemplate.ts";
import { print } from "../../terminal/print.ts";
import { requireNoFile } from "../../wallet/keystore.ts";

interface Options {
  readonly name?: string;
  readonly json?: boolean;
}

/** `posthuman algorithm init <folder>`: an algorithm that works, to begin from. */
export function algorithmInitCommand(): Command {
  return new Command("init")
    .description(
      "write a small algorithm that works, to begin from: a program, its metadata, a page about both",
    )
    .argument("<folder>", "is made if it is not there; nothing in it is written over")
    .option("--name <name>", "of the algorithm, at least 4 characters; by default the folder's")
    .option("--json", "print one JSON document instead of text")
    .addHelpText("after", "\nExample:\n  $ posthuman algorithm init hello-world")
    .action(async (folder: string, { name = nameOf(folder), json }: Options) => {
      const files = Object.entries(algorithmTemplate(name));
      for (const [file] of files) requireNoFile(join(folder, file));
      try {
        await mkdir(folder, { recursive: true });
        for (const [file, text] of files) await writeFile(join(folder, file), text, { flag: "wx" });
      } catch (error) {
        const { code: reason = "it cannot be written" } = error as { code?: string };
        throw new PosthumanError("FILE_UNWRITABLE", { file: folder, reason }, { cause: error });
      }
      const next = `posthuman algorithm test ${folder} --model <folder of a model>`;
      const written = files.map(([file]) => join(folder, file));
      print({ name, files: written, next }, [...written, `Next: ${next}`].join("\n"), json);
    });
}

/** A name of the length that Ocean wants. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder));
  return name.length < 4 ? `algorithm-${name}` : name;
}
