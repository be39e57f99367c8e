import gzip
import json
import random

import pytest

from llmsite.results.secrets import find_credentials

ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
HEX = "0123456789abcdef"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
UUID = "3f2b8c1e-9a47-4d06-b5e1-7c9d20af6e38"


def draw(n, alphabet=ALNUM, seed=5):
    return "".join(random.Random(f"{seed}{n}{alphabet}").choices(alphabet, k=n))


# Made when the test runs: no text of this shape stands in the repository.
KEYS = {
    "an Anthropic key": lambda: "sk-ant-" + "api03-" + draw(95),
    "an OpenAI key": lambda: "sk-" + "proj-" + draw(40) + "T3Blbk" + "FJ" + draw(40),
    "an API key (sk-)": lambda: "sk-" + draw(48),
    "a Hugging Face token": lambda: "hf" + "_" + draw(34),
    "a GitHub token": lambda: "ghp" + "_" + draw(36),
    "a GitHub fine-grained token": lambda: "github" + "_pat_" + draw(82),
    "a GitLab token": lambda: "glpat" + "-" + draw(20),
    "an AWS access key": lambda: "AKIA" + draw(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    "a Google API key": lambda: "AIza" + draw(35),
    "a Google OAuth secret": lambda: "GOCSPX" + "-" + draw(28),
    "a Slack token": lambda: "xoxb" + "-123456789012-" + draw(24),
    "a Slack app token": lambda: (
        "xapp" + "-1-" + draw(11, "ABCDEF0123456789") + "-1234567890123-" + draw(64, HEX)
    ),
    "a Slack webhook": lambda: "hooks.slack" + ".com/services/" + draw(44),
    "a Stripe key": lambda: "sk" + "_live_" + draw(24),
    "a SendGrid key": lambda: "SG" + "." + draw(22) + "." + draw(43),
    "a Twilio key": lambda: "SK" + draw(32, HEX),
    "an npm token": lambda: "npm" + "_" + draw(36),
    "a PyPI token": lambda: "pypi-" + "AgEIcHlwaS5vcmc" + draw(70),
    "a RubyGems key": lambda: "rubygems" + "_" + draw(48, HEX),
    "a DigitalOcean token": lambda: "dop" + "_v1_" + draw(64, HEX),
    "a Shopify token": lambda: "shpat" + "_" + draw(32, HEX),
    "a Databricks token": lambda: "dapi" + draw(32, HEX),
    "a Telegram bot token": lambda: "1234567890:" + "AA" + draw(33),
    "a Discord bot token": lambda: "M" + draw(23) + "." + draw(6) + "." + draw(27),
    "a Mailgun key": lambda: "key" + "-" + draw(32, HEX),
    "a Groq key": lambda: "gsk" + "_" + draw(52),
    "a Replicate token": lambda: "r8" + "_" + draw(37),
    "a Perplexity key": lambda: "pplx" + "-" + draw(48),
    "an xAI key": lambda: "xai" + "-" + draw(80),
    "a Grafana token": lambda: "glsa" + "_" + draw(32) + "_" + draw(8, HEX),
    "a Linear key": lambda: "lin" + "_api_" + draw(40),
    "a Notion token": lambda: "ntn" + "_" + draw(46),
    "a Terraform token": lambda: draw(14) + ".atlas" + "v1." + draw(64),
    "a JSON web token": lambda: "eyJ" + draw(33) + ".eyJ" + draw(60) + "." + draw(43),
    "a private key": lambda: "-----BEGIN " + "RSA PRIVATE KEY-----\n" + draw(64),
    "an Atlassian token": lambda: "ATATT" + "3" + draw(186),
    "an AWS Bedrock key": lambda: "ABSK" + draw(120),
    "an Alibaba access key": lambda: "LTAI" + draw(20),
    "an Adobe client secret": lambda: "p8e" + "-" + draw(32),
    "a 1Password token": lambda: "ops" + "_eyJ" + draw(260),
    "a Clojars token": lambda: "CLOJARS" + "_" + draw(60, HEX),
    "a Cloudflare origin key": lambda: "v1" + ".0-" + draw(24, HEX) + "-" + draw(146, HEX),
    "a Doppler token": lambda: "dp" + ".pt." + draw(43),
    "a Dropbox token": lambda: "sl" + "." + draw(136),
    "a Duffel token": lambda: "duffel" + "_live_" + draw(43),
    "a Dynatrace token": lambda: "dt0c" + "01." + draw(24, BASE32) + "." + draw(64, BASE32),
    "an EasyPost key": lambda: "EZAK" + draw(54),
    "a Flutterwave key": lambda: "FLWSECK" + "_TEST-" + draw(32, HEX) + "-X",
    "a Fly token": lambda: "fo1" + "_" + draw(43),
    "a Grafana cloud token": lambda: "glc" + "_" + draw(60),
    "a Harness key": lambda: "pat" + "." + draw(22) + "." + draw(24, HEX) + "." + draw(20),
    "a Heroku key": lambda: "HRKU" + "-AA" + draw(58),
    "an Infracost key": lambda: "ico" + "-" + draw(32),
    "a JFrog key": lambda: "AKC" + "p" + draw(69),
    "a MaxMind licence key": lambda: draw(6) + "_" + draw(29) + "_mmk",
    "a New Relic key": lambda: "NRAK" + "-" + draw(27, UPPER),
    "an Octopus Deploy key": lambda: "API" + "-" + draw(26, UPPER),
    "an OpenShift token": lambda: "sha256" + "~" + draw(43),
    "a PlanetScale secret": lambda: "pscale" + "_pw_" + draw(43),
    "a Postman key": lambda: "PMAK" + "-" + draw(24, HEX) + "-" + draw(34, HEX),
    "a Prefect key": lambda: "pnu" + "_" + draw(36),
    "a Pulumi token": lambda: "pul" + "-" + draw(40, HEX),
    "a ReadMe key": lambda: "rdme" + "_" + draw(70, HEX),
    "a Sendinblue key": lambda: "xkeysib" + "-" + draw(64, HEX) + "-" + draw(16),
    "a Sentry token": lambda: "sntryu" + "_" + draw(64, HEX),
    "a Shippo token": lambda: "shippo" + "_live_" + draw(40, HEX),
    "a SonarQube token": lambda: "sqp" + "_" + draw(40, HEX),
    "a Sourcegraph token": lambda: "sgp" + "_" + draw(40, HEX),
    "a Square token": lambda: "sq0" + "atp-" + draw(22),
    "a Typeform token": lambda: "tfp" + "_" + draw(59),
    "a Vault token": lambda: "hvs" + "." + draw(95),
    "a Yandex key": lambda: "AQ" + "VN" + draw(36),
    "a Teams webhook": lambda: (
        "acme"
        ".webhook.office.com/webhookb2/"
        + UUID
        + "@"
        + UUID
        + "/IncomingWebhook/"
        + draw(32, HEX)
        + "/"
        + UUID
    ),
    "an age secret key": lambda: (
        "AGE-SECRET-" + "KEY-1" + draw(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")
    ),
}


@pytest.mark.parametrize("kind", KEYS)
def test_every_kind_is_found_inside_text(kind):
    key = KEYS[kind]()
    text = f"Use this: {key}\nand keep it."
    found = find_credentials(text)
    assert kind in {each.kind for each in found}
    assert text[found[0].start :].startswith(key)
    assert len(found[0].shown) < len(key) // 2


def test_every_kind_has_a_case_here():
    from llmsite.results.secrets import _SHAPES

    assert {kind for kind, *_ in _SHAPES} == set(KEYS)


MADE_UP = {
    "crosses": "sk-" + "x" * 48,
    "zeros": "ghp" + "_" + "0" * 36,
    "the alphabet": "hf" + "_" + "abcdefghijklmnopqrstuvwxyzabcdefgh",
    "the example of the manual": "AKIA" + "XXXXXXXXXXXXXXXX",
    "digits in order": "SK" + "01234567" * 4,
    "a word": "the task-" + draw(48),
    "only the header": "-----BEGIN " + "PRIVATE KEY-----\nyour key here\n",
}


@pytest.mark.parametrize("text", MADE_UP.values(), ids=MADE_UP)
def test_what_is_plainly_made_up_is_not_reported(text):
    assert find_credentials(text) == ()


def test_hostile_text_takes_no_time():
    for text in ("sk-" * 40_000, "eyJ" * 40_000 + ".eyJ" * 10_000, "-----BEGIN " * 10_000):
        find_credentials(text)


def test_real_generations_raise_no_alarm(shared):
    texts = [
        row["output"]
        for path in sorted(shared.glob("data/results/alpaca_eval/results/*/model_outputs.json.gz"))
        for row in json.loads(gzip.decompress(path.read_bytes()))
    ][:10_000]
    assert len(texts) > 5_000
    assert sum(len(find_credentials(text)) for text in texts) <= 1
