import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TINY_ENGINE } from "./tinyEngine.ts";

/**
 * A package that replaces the algorithms: it reads the job folder and writes what its kind demands in no time, and
 * misbehaves as the parameter `do` says. It needs nothing but Python.
 */
const PROGRAM = `
import hashlib, json, os, signal, sys, time
root = os.environ.get("POSTHUMAN_JOB", "/data")
job = json.load(open(f"{root}/inputs/job.json"))
kind, parameters = job["kind"], job["parameters"]

def emit(event, **fields):
    with open(f"{root}/logs/events.jsonl", "a") as log:
        log.write(json.dumps({"event": event, **fields}) + "\\n")

def put(name, text):
    with open(f"{root}/outputs/{name}", "w") as file:
        file.write(text)

do = parameters.get("do")
emit("start", algorithm=kind, total=4)
if kind == "serve":
    from posthuman_algorithms import engine
    engine.main(root, emit)
if do == "refuse":
    emit("error", code="DATASET_EMPTY", args={"name": "text"})
    sys.exit(2)
if do == "crash":
    sys.exit(1)
if do == "hang":
    time.sleep(3600)
if do == "leak":
    put("output.txt", open(f"{root}/model/model.safetensors", "rb").read().hex())
if do == "stray":
    put("notes.txt", "What nobody asked for.")
if do == "network":
    import socket
    socket.create_connection(("127.0.0.1", 8545), timeout=3)

for step in range(1, 5):
    time.sleep(parameters.get("pause", 0))
    emit("progress", step=step, total=4, loss=5.0 - step)

if kind == "infer":
    put("output.json", json.dumps({"prompt": parameters["prompt"], "text": parameters["prompt"] + " on.", "tokens": 1}))
if kind == "evaluate":
    rows = [{"model": name, "bitsPerByte": 2.0} for name in [job["model"], *(one["name"] for one in job["lineage"])]]
    for one in job["lineage"]:
        assert os.path.exists(f"{root}/{one['path']}/model.safetensors")
    put("report.json", json.dumps({"rows": rows}))
if kind == "train":
    assert os.path.exists(f"{root}/inputs/evaluation/evaluation.txt")
    parent = open(f"{root}/model/model.safetensors", "rb").read()
    child = parent[:-4] + bytes([parameters.get("byte", 1)] * 4)
    os.makedirs(f"{root}/state/model", exist_ok=True)
    open(f"{root}/state/model/model.safetensors", "wb").write(child)
    if do == "pickle":
        open(f"{root}/state/model/pytorch_model.bin", "wb").write(child)
    open(f"{root}/state/model/config.json", "w").write(open(f"{root}/model/config.json").read())
    with open(f"{root}/state/trace.jsonl", "w") as trace:
        for index, weights in enumerate([child if do == "unrelated" else parent, child]):
            line = {"index": index, "step": index * 4, "weights": hashlib.sha256(weights).hexdigest(), "optimizer": "",
                    "rng": "", "cursor": {}, "batches": "", "loss": "1.5"}
            trace.write(json.dumps(line) + "\\n")
    gain = parameters.get("gain", 0.25)
    put("metrics.json", json.dumps({"gain": gain}))
    emit("metrics", metrics={"bits_per_byte": {"parent": 2.5, "child": 2.5 - gain}, "gain": gain})
emit("end")
`;

/** Writes the package into a folder and returns that folder. */
export function tinyAlgorithms(parent: string): string {
  const folder = join(parent, "algorithms");
  const source = join(folder, "src", "posthuman_algorithms");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "__init__.py"), "");
  writeFileSync(join(source, "__main__.py"), PROGRAM);
  writeFileSync(join(source, "engine.py"), TINY_ENGINE);
  return folder;
}
