"""Amazon Bedrock: the request that customises Claude 3 Haiku. It calls no service and knows no account."""

import json
from collections.abc import Mapping
from typing import Any

from studio.extension import Launch
from studio.launchers.derived import Plan, effective_batch, make_plan
from studio.launchers.notices import bullet_list

_FOLDER = "bedrock"
_MODEL = "anthropic.claude-3-haiku-20240307-v1:0:200k"
_REGION = "us-west-2"
# Stand-ins, as AWS's own documentation writes them.
_BUCKET = "amzn-s3-demo-bucket"
_ROLE = "arn:aws:iam::111122223333:role/BedrockCustomization"
_LEAST, _MOST_TRAIN, _MOST_VALIDATION, _MOST = 32, 10_000, 1_000, 10_000
_BATCHES = (4, 256)
_DEFAULT_BATCH = 32
_EPOCHS = 10
END_OF_LIFE = "2026-09-10"


class Bedrock:
    """One request; the account's own names are to be put in."""

    name = "bedrock"
    title = f"Amazon Bedrock: customise Claude 3 Haiku (its end of life, says AWS: {END_OF_LIFE})"
    shapes: Mapping[str, tuple[str, ...]] = {_FOLDER: ("bedrock",)}

    def files(self, launch: Launch) -> dict[str, str]:
        """See `Launcher.files`."""
        if not launch.rows.get(_FOLDER, (0, 0))[0]:
            return {}
        request = _request(launch, make_plan(launch, "sft", _FOLDER))
        return {"create-model-customization-job.json": json.dumps(request, indent=2) + "\n"}

    def notices(self, launch: Launch) -> list[str]:
        """See `Launcher.notices`.

        Source of the limits: AWS's sample validator, amazon-bedrock-samples,
        claude-haiku/DataValidation. Each record's own limits are kept by the row shape.
        """
        said = [
            f"AWS's model card gives {END_OF_LIFE} as the end of life of Claude 3 Haiku: ask in the Bedrock"
            f" console whether {_REGION} still takes customisation jobs before you upload"
        ]
        train, validation = launch.rows.get(_FOLDER, (0, 0))
        if train and not _LEAST <= train <= _MOST_TRAIN:
            said.append(f"{train:,} training rows, and Bedrock takes {_LEAST} to {_MOST_TRAIN:,}")
        if validation and not _is_validated(validation):
            said.append(
                f"{validation:,} validation rows, and Bedrock takes {_LEAST} to"
                f" {_MOST_VALIDATION:,}: the request goes without them"
            )
        if train + validation > _MOST:
            said.append(f"{train + validation:,} rows, and Bedrock takes {_MOST:,} together")
        pairs = sum(launch.rows.get("dpo", (0, 0)))
        if pairs:
            said.append(f"{pairs:,} pairs are not used: it has no DPO for this model")
        return said

    def guide(self, launch: Launch) -> str:
        """See `Launcher.guide`."""
        _, validation = launch.rows.get(_FOLDER, (0, 0))
        sides = ["train", *(["validation"] if _is_validated(validation) else [])]
        copies = [f"aws s3 cp {_FOLDER}/{side}.jsonl s3://{_BUCKET}/{_FOLDER}/{side}.jsonl" for side in sides]
        notes = [
            *self.notices(launch),
            f"Put your bucket for `{_BUCKET}` and your role for `{_ROLE}` in the request and the commands",
            "The base model of the recipe is not used here: the request names Claude 3 Haiku, 200k",
            "A file may have 10 GB for training and 1 GB for validation; a record 32,000 tokens",
            "The customised model answers through Provisioned Throughput, which is billed by the hour",
        ]
        create = (
            f"aws bedrock create-model-customization-job --region {_REGION}"
            f" --cli-input-json file://launch/{self.name}/create-model-customization-job.json"
        )
        return (
            "# Customising Claude 3 Haiku on Amazon Bedrock\n\n```sh\n"
            + "\n".join(["pip install awscli", *copies, create])
            + f"\n```\n\n{bullet_list(notes)}"
        )


def _is_validated(rows: int) -> bool:
    return _LEAST <= rows <= _MOST_VALIDATION


def _request(launch: Launch, plan: Plan) -> dict[str, Any]:
    """The body of CreateModelCustomizationJob; hyperParameters is a map of strings there."""
    batch = launch.training.effective_batch or effective_batch(plan.train, _DEFAULT_BATCH)
    parameters = {
        "epochCount": str(min(plan.epochs, _EPOCHS)),
        "batchSize": str(min(max(batch, _BATCHES[0]), _BATCHES[1])),
        "learningRateMultiplier": "1",
    }
    request: dict[str, Any] = {
        "jobName": f"studio-{launch.digest[:12] or 'export'}",
        "customModelName": f"studio-{launch.digest[:12] or 'export'}",
        "roleArn": _ROLE,
        "baseModelIdentifier": _MODEL,
        "customizationType": "FINE_TUNING",
        "trainingDataConfig": {"s3Uri": f"s3://{_BUCKET}/{_FOLDER}/train.jsonl"},
    }
    if _is_validated(plan.validation):
        request["validationDataConfig"] = {
            "validators": [{"s3Uri": f"s3://{_BUCKET}/{_FOLDER}/validation.jsonl"}]
        }
        if plan.patience:
            parameters |= {
                "earlyStoppingThreshold": "0.001",
                "earlyStoppingPatience": str(min(plan.patience, _EPOCHS)),
            }
    request["outputDataConfig"] = {"s3Uri": f"s3://{_BUCKET}/{_FOLDER}/output/"}
    request["hyperParameters"] = parameters
    return request


LAUNCHER = Bedrock()
