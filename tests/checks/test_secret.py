"""Cases of the check `secret`. Keys are made up in pieces, so that no scanner takes them for real."""

from studio.core.finding import Band
from tests.checks.cases import seen_by

BODY = "Zq7Lm2Xv9Rt4Kp8Wn3Yb6Hd1Jc5Gf0Ts2Ue"
FLAGS = [
    (("Config?", "key = " + "sk-" + "ant-api03-" + BODY), "anthropic-key"),
    (("Config?", "sk-" + "proj-" + BODY), "openai-key"),
    (("Config?", "AKIA" + "Q3EGWZ7XJ2LNP5RT"), "aws-key"),
    (("My token is " + "ghp_" + BODY + "q, is it good?", "No."), "github-token"),
    (("Config?", "AIza" + BODY[:35]), "google-key"),
    (("Config?", "xoxb-" + "72345918-" + BODY), "slack-token"),
    (("Config?", "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE"), "private-key"),
    (("Config?", "postgres://ana:" + "Tr0ub4dor" + "@db.shop.net/x"), "password-in-url"),
    (("Config?", "hf_" + BODY), "hugging-face-token"),
    (("Config?", "sk_" + "live_" + BODY), "stripe-key"),
    (("Config?", "github_" + "pat_" + BODY + BODY), "github-token"),
    (("Config?", "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiI5OTQifQ." + BODY), "jwt"),
    (("Config?", "SG." + BODY[:22] + "." + BODY + BODY[:8]), "sendgrid-key"),
    (("Config?", 'password = "' + "kT9vQz2LpX" + '"'), "assigned"),
]
LEAVES_ALONE = [
    ("What is a password?", "A password: a word that only you know."),
    ("How do I log in?", 'Set password = "your_password_here".'),
    ("How do I read it?", 'api_key = os.environ["API_KEY"]'),
    ("Which task?", "Task-based risk-averse ask-me-anything skills."),
    ("Link?", "https://shop.net:8080/a?b=c and mailto:ana@shop.net"),
    ("Dashes?", "A desk-top, task-force and whisk-broom " + "-" * 40),
    ("Underscores?", "half_a_page and self_live_stream " + "_" * 40),
    ("Where?", "In ASIA, and in EurASIANORTHERNREGION."),
    ("What is a token?", "A token is a piece of a word."),
    ("Secret?", "The secret: patience and practice."),
]


def test_examples_of_handbooks_are_looked_at_closely() -> None:
    cases = [("Config?", "AKIA" + "IOSFODNN7EXAMPLE"), ("Config?", "sk-" + "ant-" + "api03-" + "x" * 30)]
    assert {sight.band for sight in seen_by("secret", *cases)} == {Band.LOOK_CLOSELY}
