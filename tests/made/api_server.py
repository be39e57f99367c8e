"""A server of the OpenAI API over a real model: log-likelihoods of given texts, and text."""

import json
import ssl
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

import torch

from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs


class Handler(BaseHTTPRequestHandler):
    """Answers, unless a fault that was put into the server's queue comes first."""

    protocol_version = "HTTP/1.1"
    log_message = lambda *_: None  # noqa: E731 - quiet

    def do_GET(self):
        self.reply({"object": "list", "data": [{"id": each} for each in self.server.names]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, self.headers, body))
        fault = self.server.faults.popleft() if self.server.faults else self.server.fault
        if fault and fault(self, body):
            return
        if body["model"] not in self.server.names:
            self.reply({"error": {"message": f"no model {body['model']}", "code": 404}}, 404)
            return
        self.reply(self.server.answer(self.path, body))

    def reply(self, value, status=200, headers=()):
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **dict(headers)}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class ApiServer(ThreadingHTTPServer):
    """A model of transformers behind an address; use as a context manager."""

    daemon_threads = True

    def __init__(self, backend, *, names=("tiny",), port=0, certificate=None):
        super().__init__(("127.0.0.1", port), Handler)
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"
        self.backend, self.names = backend, names
        self.seen, self.faults, self.fault = [], deque(), None
        self.change = lambda reply: reply
        self.fingerprint = "fp_1"
        self._lock = Lock()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_port}/v1"

    def __enter__(self):
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        """A client that has gone is no fault here."""

    def answer(self, path, body):
        with self._lock, torch.inference_mode():
            if path.endswith("/chat/completions"):
                reply = self._chat(body)
            elif body.get("echo"):
                reply = self._echo(body)
            else:
                reply = self._complete(body)
        usage = reply["usage"] | {"total_tokens": sum(reply["usage"].values())}
        shown = {"model": body["model"], "system_fingerprint": self.fingerprint, "usage": usage}
        return self.change(reply | shown)

    def _generate(self, prompt, body):
        stop = body.get("stop") or ()
        decoding = Decoding(body.get("max_tokens", 16), tuple(stop))
        request = Request("t", "s", 0, "generate", prompt, SampleInputs(""), (), decoding)
        (row,) = self.backend.answer([request], exact=True)
        finish = "length" if row.finish_reason in ("length", "context") else "stop"
        usage = {"prompt_tokens": row.n_prompt_tokens, "completion_tokens": row.n_tokens}
        return row, finish, usage

    def _chat(self, body):
        turns = tuple(ChatTurn(each["role"], each["content"]) for each in body["messages"])
        row, finish, usage = self._generate(turns, body)
        message = {"role": "assistant", "content": row.text}
        return {"choices": [{"message": message, "finish_reason": finish}], "usage": usage}

    def _complete(self, body):
        row, finish, usage = self._generate(body["prompt"], body)
        choice = {"text": row.text, "finish_reason": finish}
        if body.get("logprobs"):
            engine = self.backend._engine
            ids = engine.encoder.encode([body["prompt"]])[body["prompt"]]
            last = engine.model.model(torch.tensor([ids])).logits[0, -1].float().log_softmax(-1)
            best = int(last.argmax())
            token = engine.encoder.tokenizer.decode([best], skip_special_tokens=False)
            number = float(last[best])
            choice["logprobs"] = {
                "tokens": [token],
                "token_logprobs": [number],
                "top_logprobs": [{token: number}],
                "text_offset": [len(body["prompt"])],
            }
        return {"choices": [choice], "usage": usage}

    def _echo(self, body):
        engine, text = self.backend._engine, body["prompt"]
        tokenizer = engine.encoder.tokenizer
        found = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ids, offsets = found["input_ids"], found["offset_mapping"]
        given = torch.tensor([[engine.encoder.prefix_id, *ids]])
        logits = engine.model.model(given).logits[0, :-1].float().log_softmax(-1)
        numbers = logits.gather(1, torch.tensor(ids)[:, None])[:, 0].tolist()
        best, at = logits.max(-1)
        if tokenizer.bos_token_id is None or not engine.encoder.adds_bos:
            # Without a start token in its input, the model has nothing to predict the first from.
            bare = engine.model.model(torch.tensor([ids])).logits[0, :-1].float().log_softmax(-1)
            numbers = [None, *bare.gather(1, torch.tensor(ids)[1:, None])[:, 0].tolist()]
            best, at = torch.cat([best[:1], bare.max(-1)[0]]), torch.cat([at[:1], bare.max(-1)[1]])
        logprobs = {
            "tokens": [tokenizer.decode([each], skip_special_tokens=False) for each in ids],
            "token_logprobs": numbers,
            "top_logprobs": [
                {tokenizer.decode([int(i)], skip_special_tokens=False): float(value)}
                for i, value in zip(at, best, strict=True)
            ],
            "text_offset": [start for start, _ in offsets],
        }
        usage = {"prompt_tokens": len(ids), "completion_tokens": 0}
        choice = {"text": text, "finish_reason": "length", "logprobs": logprobs}
        return {"choices": [choice], "usage": usage}
