"""What servers do wrong: to a request, and to the numbers in a reply."""

import random
import time

FAULTS = {
    "rate limit": lambda handler, _: busy(handler, "1"),
    "rate limit in milliseconds": lambda handler, _: busy(handler, "20", "Retry-After-Ms"),
    "server error": lambda handler, _: said(handler, 500, "out of memory"),
    "cut body": lambda handler, _: cut(handler),
    "no reply": lambda handler, _: hang_up(handler),
    "slow body": lambda handler, _: drip(handler),
    "invalid JSON": lambda handler, _: said(handler, 200, raw=b'{"choices": [{"mess'),
    "no UTF-8": lambda handler, _: said(handler, 200, raw=b'{"a": "\xff"}'),
    "null content": lambda handler, body: spoken(handler, body, None),
    "no choices": lambda handler, body: handler.reply({"model": body["model"], "choices": []}) or 1,
    "a list": lambda handler, _: said(handler, 200, raw=b"[]"),
}
"""Each is over with the next request."""


def said(handler, status, message="", raw=None, headers=()):
    handler.reply(raw or {"error": {"message": message}}, status, headers)
    return True


def busy(handler, wait, name="Retry-After"):
    return said(handler, 429, "slow down", headers={name: wait})


def hang_up(handler):
    handler.close_connection = True
    handler.connection.close()
    return True


def cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    return hang_up(handler)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass
    return hang_up(handler)


def spoken(handler, body, content, model=None):
    message = {"role": "assistant", "content": content}
    choice = {"message": message, "text": content, "finish_reason": "content_filter"}
    handler.reply({"model": model or body["model"], "choices": [choice]})
    return True


def _numbers(change):
    def lie(reply):
        said = reply["choices"][0].get("logprobs")
        if said:
            said["token_logprobs"] = change(said["token_logprobs"])
            for top in said["top_logprobs"]:
                for token in top:
                    top[token] = change([top[token]])[0]
        return reply

    return lie


def _each(change):
    return _numbers(lambda row: [None if each is None else change(each) for each in row])


def _drop_prompt(reply):
    said = reply["choices"][0].get("logprobs")
    for name in said or ():
        said[name] = said[name][-1:]
    return reply


def _drop_all(reply):
    reply["choices"][0].pop("logprobs", None)
    return reply


def _shuffle(reply):
    said = reply["choices"][0].get("logprobs")
    if said and len(said["tokens"]) > 2:
        said["tokens"] = said["tokens"][::-1]
    return reply


def _drop_start(reply):
    said = reply["choices"][0].get("logprobs")
    if said and len(said["tokens"]) > 3:
        for name in said:
            said[name] = said[name][3:]
    return reply


def _drop_best(reply):
    said = reply["choices"][0].get("logprobs")
    if said:
        said["top_logprobs"] = [None] * len(said["tokens"])
    return reply


def _from_length(reply):
    said = reply["choices"][0].get("logprobs")
    if said and len(said["tokens"]) > 1:
        n = len(said["tokens"])
        said["token_logprobs"] = [None, *(-5.0 - i / n for i in range(1, n))]
    return reply


_DRAWS = random.Random(7)

LIES = {
    "no log-likelihoods": _drop_all,
    "only of the last token": _drop_prompt,
    "without the first tokens": _drop_start,
    "without the best ones": _drop_best,
    "of other tokens": _shuffle,
    "all equal": _each(lambda _: -1.0),
    "all zero": _each(lambda _: 0.0),
    "probabilities": _each(lambda each: 2.718281828**each),
    "new ones each time": _each(lambda _: -_DRAWS.uniform(1, 12)),
    "of the next token": _numbers(lambda row: row if len(row) < 2 else [None, *row[2:], -9.0]),
    "not numbers": _each(lambda _: "-1.0"),
    "depending on the length": _from_length,
    "turned around": _each(lambda each: -20.0 - each),
}
"""What a server may tell of log-likelihoods that is not so."""
