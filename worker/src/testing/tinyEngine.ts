/**
 * A module that replaces the engines: it speaks their protocol on the job's socket, says back what it was asked word
 * by word, and misbehaves as the prompt's first word says. It needs nothing but Python. A word is a token.
 */
export const TINY_ENGINE = `
import http.server, json, os, signal, socketserver, sys, time

CONTEXT = 2048

class Engine(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 1024

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = None
    wbufsize = -1

    def address_string(self):
        return "worker"

    def log_message(self, *_):
        pass

    def answer(self, value, status=200, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def event(self, value):
        data = value if isinstance(value, str) else json.dumps(value)
        piece = f"data: {data}\\n\\n".encode()
        self.wfile.write(f"{len(piece):x}\\r\\n".encode() + piece + b"\\r\\n")
        self.wfile.flush()

    def do_GET(self):
        if Handler.task != "causal-lm":
            return self.answer({"error": {"message": "ROUTE_UNKNOWN", "code": "ROUTE_UNKNOWN", "args": {}}}, 404)
        self.answer({"object": "list", "data": [{"id": "tiny", "object": "model", "max_model_len": CONTEXT}]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/tokenize":
            text = body["messages"][-1]["content"] if "messages" in body else body["prompt"]
            return self.answer({"count": len(text.split())})
        if self.path == "/infer":
            return self.infer(body)
        if self.path == "/v1/embeddings":
            texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
            data = [{"object": "embedding", "index": i, "embedding": [len(text), 0.5]} for i, text in enumerate(texts)]
            return self.answer({"object": "list", "data": data, "usage": {"prompt_tokens": len(texts), "total_tokens": len(texts)}})
        Handler.model = Handler.model or body["model"]
        if body["model"] != Handler.model:
            return self.answer({"error": {"message": "There is no such model.", "code": 404}}, 404)
        chat = self.path == "/v1/chat/completions"
        prompt = body["messages"][-1]["content"] if chat else body["prompt"]
        do, _, argument = (prompt.split() or [""])[0].partition(":")
        if do == "crash":
            os._exit(3)
        if do == "hang":
            time.sleep(3600)
        if do == "garbage":
            return self.answer(b"{not json")
        if do == "flood":
            return self.answer(b"x" * (8 << 20))
        if do == "refuse":
            error = {"message": "CONTEXT_TOO_LONG: tokens 9", "type": "invalid_request_error", "param": "prompt"}
            return self.answer({"error": {**error, "code": argument or "WEIGHTS_INCOMPLETE", "args": {"name": "room"}}}, 400)
        words = prompt.split()
        if len(words) + body.get("max_tokens", 1) > CONTEXT:
            return self.answer({"error": {"message": "CONTEXT_TOO_LONG", "code": "CONTEXT_TOO_LONG", "args": {"tokens": 0, "limit": CONTEXT}}}, 400)
        count = body.get("max_tokens", CONTEXT - len(words))
        texts = [" " + words[i % len(words)] for i in range(count)]
        usage = {"prompt_tokens": len(words), "completion_tokens": count * body.get("n", 1)}
        if do == "lie":
            usage["completion_tokens"] = 10 ** 6
        usage["total_tokens"] = usage["prompt_tokens"] + usage["completion_tokens"]
        head = {"id": "engine-id", "object": "whatever", "created": 1, "model": body["model"], "secret": "engine"}
        if not body.get("stream"):
            choices = []
            for index in range(body.get("n", 1)):
                text = "".join(texts)
                said = {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
                choices.append({"index": index, "finish_reason": "length", "logprobs": {"secret": 1}, **said})
            return self.answer({**head, "choices": choices, "usage": usage}, set_cookie="engine=1")
        assert body["stream_options"] == {"include_usage": True}
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.send_header("set-cookie", "engine=1")
        self.end_headers()
        if chat:
            self.event({**head, "choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]})
        for i, text in enumerate(texts):
            if do == "slow":
                time.sleep(float(argument or 0.05))
            if do == "break" and i == 3:
                os._exit(4)
            said = {"delta": {"content": text}} if chat else {"text": text}
            self.event({**head, "choices": [{"index": 0, "finish_reason": None, **said}], "usage": None})
        end = {"delta": {}} if chat else {"text": ""}
        self.event({**head, "choices": [{"index": 0, "finish_reason": "length", **end}]})
        self.event({**head, "choices": [], "usage": usage})
        self.event("[DONE]")
        self.wfile.write(b"0\\r\\n\\r\\n")

    def infer(self, body):
        if body["inputs"] == "tokens":
            return self.answer([{"label": "counted", "score": 1.0}], x_posthuman_usage="7,0")
        label = "file" if body["parameters"] == {} and len(str(body["inputs"])) > 64 else "good"
        self.answer([[{"label": label, "score": 0.75}]])

def main(root, emit):
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    with open(f"{root}/inputs/job.json") as file:
        Handler.task = json.load(file)["task"]
    # A slow start, as long as the model's configuration says.
    with open(f"{root}/model/config.json") as file:
        config = json.load(file)
    assert os.path.exists(f"{root}/model/model.safetensors")
    emit("progress", step=1, total=2)
    time.sleep(config.get("load_seconds", 0))
    if config.get("broken"):
        emit("error", code="WEIGHTS_UNREADABLE", args={"name": "model.safetensors", "reason": "the test says so"})
        sys.exit(2)
    server = Engine(f"{root}/state/engine.sock", Handler)
    emit("ready", engine="tiny", context=CONTEXT, chatTemplate=True)
    server.serve_forever()
`;
