const PROGRAM = `"""Greets, names the model that it runs beside, and counts the words of each dataset."""
import json
import os
from pathlib import Path

inputs, outputs = Path("/data/inputs"), Path("/data/outputs")
job = json.loads((inputs / "job.json").read_text())
parameters = json.loads((inputs / "algoCustomData.json").read_text())
model = json.loads(Path("/data/model/config.json").read_text())

words = {}
for did in json.loads(os.environ["DIDS"]):
    for file in sorted((inputs / did).iterdir()):
        words[f"{did}/{file.name}"] = len(file.read_text().split())

greeting = f"Hello, {parameters.get('name', 'world')}!"
report = {"text": greeting, "model": model["model_type"], "words": words}
name = "output.json" if job["kind"] == "infer" else "report.json"
(outputs / name).write_text(json.dumps(report))
`;

const readme = (name: string) => `# ${name}

An algorithm: one program that runs in a worker's sandbox, beside a model that it can read and never take away.

| path                          | holds                                                                              |
| ----------------------------- | ---------------------------------------------------------------------------------- |
| \`/data/inputs/<did>/<n>\`      | the datasets; \`DIDS\` in the environment is a JSON list of their folders             |
| \`/data/inputs/algoCustomData.json\` | the job's parameters (\`--param name=value\`)                                    |
| \`/data/inputs/job.json\`       | the same and more: kind, task, names of datasets, seed, threads                    |
| \`/data/model/\`                | config.json, tokenizer, model.safetensors: read-only                               |
| \`/data/lineage/<n>/\`          | the model's ancestors, 1 = its parent (kind evaluate)                              |
| \`/data/state/\`, \`/tmp\`        | room to work in                                                                    |
| \`/data/outputs/\`              | what the requester gets: report.json, table.md, plot.png (evaluate); output.json, output.txt (infer) |
| \`/data/logs/events.jsonl\`     | progress, if you like: \`{"event": "progress", "step": 1, "total": 10}\`               |

There is no network. Weights in outputs are found and fail the job. A program of several files has a \`__main__.py\` in
place of \`algorithm.py\`; all files of the folder then go with it.

    posthuman algorithm test . --model <folder of a model> --data <text file>
    posthuman algorithm publish . --endpoint <url of a worker>
`;

/** The files of a new algorithm, by name. */
export function algorithmTemplate(name: string): Readonly<Record<string, string>> {
  const metadata = {
    type: "algorithm",
    name,
    description: "Greets, and counts the words of each dataset.",
    author: "unknown",
    license: "Apache-2.0",
    tags: [],
    algorithm: {
      language: "python",
      version: "0.1.0",
      container: { entrypoint: "python3 $ALGO", image: "posthuman", tag: "python3" },
    },
  };
  return {
    "algorithm.py": PROGRAM,
    "metadata.json": `${JSON.stringify(metadata, undefined, 2)}\n`,
    "README.md": readme(name),
  };
}
