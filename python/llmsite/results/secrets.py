"""Credentials in text: keys and tokens by the shape that their issuers gave them.

Shapes follow the rules that gitleaks documents. What has the shape but is plainly made up
(`AKIAXXXXXXXXXXXXXXXX`) is not reported: a key is random. Knows nothing of files.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

_SHAPES: tuple[tuple[str, str, str], ...] = (
    ("an Anthropic key", "sk-ant-", r"sk-ant-(?:api|admin)\d\d-[A-Za-z0-9_-]{80,120}"),
    (
        "an OpenAI key",
        "T3BlbkFJ",
        r"sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,200}T3BlbkFJ[A-Za-z0-9_-]{20,200}",
    ),
    ("an API key (sk-)", "sk-", r"sk-(?:or-v1-)?[A-Za-z0-9]{32,64}"),
    ("a Hugging Face token", "hf_ api_org_", r"(?:hf_|api_org_)[A-Za-z0-9]{34,40}"),
    ("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36}"),
    ("a GitHub fine-grained token", "github_pat_", r"github_pat_[A-Za-z0-9_]{82}"),
    (
        "a GitLab token",
        "glpat- gldt- glft- glrt- glagent- glsoat- glcbt-",
        r"gl(?:pat|dt|ft|rt|agent|soat|cbt)-[A-Za-z0-9_-]{20,64}",
    ),
    ("an AWS access key", "AKIA ASIA ABIA ACCA", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"),
    ("a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}"),
    ("a Google OAuth secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}"),
    ("a Slack token", "xox", r"xox[abeoprs]-(?:\d{10,13}-){1,3}[A-Za-z0-9-]{10,64}"),
    ("a Slack app token", "xapp-", r"xapp-\d-[A-Z0-9]{8,14}-\d{8,16}-[a-z0-9]{40,80}"),
    (
        "a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9+/]{40,60}",
    ),
    ("a Stripe key", "sk_ rk_", r"(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{16,99}"),
    ("a SendGrid key", "SG.", r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    ("a Twilio key", "SK", r"SK[0-9a-f]{32}"),
    ("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    ("a PyPI token", "pypi-", r"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,250}"),
    ("a RubyGems key", "rubygems_", r"rubygems_[a-f0-9]{48}"),
    ("a DigitalOcean token", "_v1_", r"do[por]_v1_[a-f0-9]{64}"),
    ("a Shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("a Databricks token", "dapi", r"dapi[a-f0-9]{32}(?:-\d)?"),
    ("a Telegram bot token", ":AA", r"\d{8,10}:AA[A-Za-z0-9_-]{33}"),
    (
        "a Discord bot token",
        ".",
        r"[MNO][A-Za-z0-9]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",
    ),
    ("a Mailgun key", "key-", r"key-[a-f0-9]{32}"),
    ("a Groq key", "gsk_", r"gsk_[A-Za-z0-9]{52}"),
    ("a Replicate token", "r8_", r"r8_[A-Za-z0-9]{37}"),
    ("a Perplexity key", "pplx-", r"pplx-[A-Za-z0-9]{48}"),
    ("an xAI key", "xai-", r"xai-[A-Za-z0-9]{80}"),
    ("a Grafana token", "glsa_", r"glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}"),
    ("a Linear key", "lin_api_", r"lin_api_[A-Za-z0-9]{40}"),
    ("a Notion token", "ntn_ secret_", r"(?:ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43})"),
    ("a Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}"),
    (
        "a JSON web token",
        "eyJ",
        r"eyJ[A-Za-z0-9_-]{17,2000}\.eyJ[A-Za-z0-9_-]{17,4000}\.[A-Za-z0-9_-]{20,800}",
    ),
    (
        "a private key",
        "-----BEGIN",
        (
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
            r"\s{0,4}[A-Za-z0-9+/=\\n\s:,.-]{64,200}"
        ),
    ),
    (
        "an Atlassian token",
        "ATATT3",
        r"ATATT3[A-Za-z0-9_=-]{186}",
    ),
    (
        "an AWS Bedrock key",
        "ABSK",
        r"ABSK[A-Za-z0-9+/]{109,269}={0,2}",
    ),
    (
        "an Alibaba access key",
        "LTAI",
        r"LTAI[A-Za-z0-9]{20}",
    ),
    (
        "an Adobe client secret",
        "p8e-",
        r"p8e-[A-Za-z0-9]{32}",
    ),
    (
        "a 1Password token",
        "ops_eyJ A3-",
        r"(?:ops_eyJ[A-Za-z0-9+/]{250,2000}|A3-[A-Z0-9]{6}-[A-Z0-9]{11}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5})",
    ),
    (
        "a Clojars token",
        "CLOJARS_",
        r"CLOJARS_[a-f0-9]{60}",
    ),
    (
        "a Cloudflare origin key",
        "v1.0-",
        r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}",
    ),
    (
        "a Doppler token",
        "dp.pt.",
        r"dp\.pt\.[A-Za-z0-9]{43}",
    ),
    (
        "a Dropbox token",
        "sl.",
        r"sl\.[A-Za-z0-9_=-]{135,150}",
    ),
    (
        "a Duffel token",
        "duffel_",
        r"duffel_(?:test|live)_[A-Za-z0-9_=-]{43}",
    ),
    (
        "a Dynatrace token",
        "dt0c01.",
        r"dt0c01\.[A-Z2-7]{24}\.[A-Z2-7]{64}",
    ),
    (
        "an EasyPost key",
        "EZAK EZTK",
        r"EZ[AT]K[A-Za-z0-9]{54}",
    ),
    (
        "a Flutterwave key",
        "FLWSECK",
        r"FLWSECK_TEST-[a-h0-9]{32}-X",
    ),
    (
        "a Fly token",
        "fo1_ fm1a_ fm1r_ fm2_",
        r"(?:fo1_[A-Za-z0-9_]{43}|fm1[ar]_[A-Za-z0-9+/]{100,500}|fm2_[A-Za-z0-9+/]{100,500})",
    ),
    (
        "a Grafana cloud token",
        "glc_",
        r"glc_[A-Za-z0-9+/]{32,400}",
    ),
    (
        "a Harness key",
        "pat. sat.",
        r"[ps]at\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}",
    ),
    (
        "a Heroku key",
        "HRKU-",
        r"HRKU-AA[A-Za-z0-9_-]{58}",
    ),
    (
        "an Infracost key",
        "ico-",
        r"ico-[A-Za-z0-9]{32}",
    ),
    (
        "a JFrog key",
        "AKCp",
        r"AKCp[A-Za-z0-9]{69}",
    ),
    (
        "a MaxMind licence key",
        "_mmk",
        r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk",
    ),
    (
        "a New Relic key",
        "NRAK- NRJS- NRII-",
        r"(?:NRAK-[A-Z0-9]{27}|NRJS-[a-f0-9]{19}|NRII-[A-Za-z0-9-]{32})",
    ),
    (
        "an Octopus Deploy key",
        "API-",
        r"API-[A-Z0-9]{26}",
    ),
    (
        "an OpenShift token",
        "sha256~",
        r"sha256~[A-Za-z0-9_-]{43}",
    ),
    (
        "a PlanetScale secret",
        "pscale_",
        r"pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_=.-]{32,64}",
    ),
    (
        "a Postman key",
        "PMAK-",
        r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
    ),
    (
        "a Prefect key",
        "pnu_",
        r"pnu_[A-Za-z0-9]{36}",
    ),
    (
        "a Pulumi token",
        "pul-",
        r"pul-[a-f0-9]{40}",
    ),
    (
        "a ReadMe key",
        "rdme_",
        r"rdme_[a-z0-9]{70}",
    ),
    (
        "a Sendinblue key",
        "xkeysib-",
        r"xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}",
    ),
    (
        "a Sentry token",
        "sntrys_ sntryu_",
        r"(?:sntryu_[a-f0-9]{64}|sntrys_eyJ[A-Za-z0-9+/=_]{100,400})",
    ),
    (
        "a Shippo token",
        "shippo_",
        r"shippo_(?:live|test)_[a-fA-F0-9]{40}",
    ),
    (
        "a SonarQube token",
        "sqp_ squ_ sqa_",
        r"sq[pua]_[a-f0-9]{40}",
    ),
    (
        "a Sourcegraph token",
        "sgp_",
        r"sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}",
    ),
    (
        "a Square token",
        "sq0atp- sq0csp-",
        r"sq0(?:atp-[A-Za-z0-9_-]{22}|csp-[A-Za-z0-9_-]{43})",
    ),
    (
        "a Typeform token",
        "tfp_",
        r"tfp_[A-Za-z0-9_=.-]{59}",
    ),
    (
        "a Vault token",
        "hvs. hvb.",
        r"(?:hvs\.[A-Za-z0-9_-]{90,120}|hvb\.[A-Za-z0-9_-]{138,300})",
    ),
    (
        "a Yandex key",
        "AQVN",
        r"AQVN[A-Za-z0-9_-]{35,38}",
    ),
    (
        "a Teams webhook",
        ".webhook.office.com/",
        r"[a-z0-9]{1,60}\.webhook\.office\.com/webhookb2/[a-f0-9-]{36}@[a-f0-9-]{36}/IncomingWebhook/[a-f0-9]{32}/[a-f0-9-]{36}",
    ),
    (
        "an age secret key",
        "AGE-SECRET-KEY-",
        r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    ),
)
"""Kind, literal texts of which one is in every such key, shape."""

_PATTERNS = tuple(
    (kind, tuple(hints.split()), re.compile(rf"(?<![A-Za-z0-9_-])(?:{shape})"))
    for kind, hints, shape in _SHAPES
)
_MIN_ENTROPY_BITS = 3.0
"""Shannon entropy a character below which a text is a placeholder; random hexadecimal has 3.5."""
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Credential:
    """A piece of text that looks like a key."""

    kind: str
    """What it looks like, with its article: `a GitHub token`."""
    start: int
    """Position of its first character."""
    shown: str
    """Its first characters, enough to find it and too few to use it."""


def find_credentials(text: str) -> tuple[Credential, ...]:
    """What in a text looks like a credential, in order."""
    found = [
        Credential(kind, match.start(), match[0][:_SHOWN] + "…")
        for kind, hints, pattern in _PATTERNS
        if any(hint in text for hint in hints)
        for match in pattern.finditer(text)
        if _entropy_bits(match[0]) >= _MIN_ENTROPY_BITS and not _is_sequence(match[0])
    ]
    return tuple(sorted(found, key=lambda each: each.start))


def _entropy_bits(text: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    n = len(text)
    return -sum(k / n * math.log2(k / n) for k in Counter(text).values())


def _is_sequence(text: str) -> bool:
    """Whether most characters follow their neighbour, as in `abcdefgh` or `12345678`."""
    steps = sum(1 for a, b in pairwise(text) if ord(b) - ord(a) in (0, 1))
    return steps > len(text) // 2
