"""The Bedrock request: what the service's own model asks of it, limits of the data, dates."""

import json
import re
from typing import Any

from studio.launchers.bedrock import END_OF_LIFE, LAUNCHER
from tests.launchers.launches import make_launch

# Patterns and limits of CreateModelCustomizationJob, Bedrock API 2023-04-20.
JOB = r"[a-zA-Z0-9](-*[a-zA-Z0-9\+\-\.])*"
MODEL = r"([0-9a-zA-Z][_-]?){1,63}"
ROLE = r"arn:aws(-[^:]+)?:iam::([0-9]{12})?:role/.+"
S3 = r"s3://[a-z0-9][-.a-z0-9]{1,61}(?:/[-!_*'().a-z0-9A-Z]+(?:/[-!_*'().a-z0-9A-Z]+)*)?/?"
HYPER = {
    "epochCount": (1, 10),
    "batchSize": (4, 256),
    "learningRateMultiplier": (0.1, 2),
    "earlyStoppingThreshold": (0, 0.1),
    "earlyStoppingPatience": (1, 10),
}


def _request(**changes: Any) -> dict[str, Any]:
    (text,) = LAUNCHER.files(make_launch(**changes)).values()
    request: dict[str, Any] = json.loads(text)
    return request


def test_request() -> None:
    for training in ({}, {"epochs": 50, "effective_batch": 1000, "early_stopping_patience": 40}):
        request = _request(training=training)
        assert re.fullmatch(JOB, request["jobName"])
        assert len(request["jobName"]) <= 63
        assert re.fullmatch(MODEL, request["customModelName"])
        assert re.fullmatch(ROLE, request["roleArn"])
        uris = [
            request["trainingDataConfig"]["s3Uri"],
            request["outputDataConfig"]["s3Uri"],
            request["validationDataConfig"]["validators"][0]["s3Uri"],
        ]
        assert all(re.fullmatch(S3, uri) for uri in uris)
        for name, value in request["hyperParameters"].items():
            assert isinstance(value, str)
            low, high = HYPER[name]
            assert low <= float(value) <= high


def test_too_few_and_too_many_rows_are_told() -> None:
    assert "validationDataConfig" not in _request(rows={"bedrock": (100, 20)})
    few = " ".join(LAUNCHER.notices(make_launch(rows={"bedrock": (31, 20)})))
    assert "31 training rows" in few
    assert "20 validation rows" in few
    many = " ".join(LAUNCHER.notices(make_launch(rows={"bedrock": (10_000, 900)})))
    assert "10,900 rows" in many
    fine = LAUNCHER.notices(make_launch(rows={"bedrock": (32, 32)}))
    assert len(fine) == 1


def test_the_end_of_life_and_unused_pairs_are_told() -> None:
    said = LAUNCHER.notices(make_launch())
    assert END_OF_LIFE in said[0]
    assert "100 pairs are not used" in said[1]
    assert all(text in LAUNCHER.guide(make_launch()) for text in said)


def test_no_rows_no_request() -> None:
    assert LAUNCHER.files(make_launch(rows={"sft": (10, 0)})) == {}
