"""The Bedrock request against the service's own model in botocore: types, presence, patterns, limits."""

import json

from tests.trainers.conftest import Workshop

CHECK = """
import json, re
import botocore.session
from botocore.validate import ParamValidator

request = json.load(open("launch/bedrock/create-model-customization-job.json"))
model = botocore.session.get_session().get_service_model("bedrock", "2023-04-20")
shape = model.operation_model("CreateModelCustomizationJob").input_shape
wrong = [ParamValidator().validate(request, shape).generate_report()]

def look(value, shape, path):
    meta = shape.metadata
    if shape.type_name == "string":
        if meta.get("pattern") and not re.fullmatch(meta["pattern"], value):
            wrong.append(f"{path}: pattern")
        if not meta.get("min", 0) <= len(value) <= meta.get("max", 10**9):
            wrong.append(f"{path}: length")
        if meta.get("enum") and value not in meta["enum"]:
            wrong.append(f"{path}: enum")
    elif shape.type_name == "structure":
        for key, item in value.items():
            look(item, shape.members[key], f"{path}.{key}")
    elif shape.type_name == "list":
        for item in value:
            look(item, shape.member, path)
    elif shape.type_name == "map":
        for item in value.values():
            look(item, shape.value, path)

look(request, shape, "")
print("WRONG" + json.dumps([word for word in wrong if word]))
"""


def test_request(workshop: Workshop) -> None:
    assert json.loads(workshop.python("bedrock", CHECK).split("WRONG")[1]) == []


def test_records(workshop: Workshop) -> None:
    for side in ("train", "validation"):
        for line in (workshop.folder / f"bedrock/{side}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            assert set(record) <= {"system", "messages"}
            roles = [turn["role"] for turn in record["messages"]]
            assert roles == ["user", "assistant"] * (len(roles) // 2)
            assert all(set(turn) == {"role", "content"} and turn["content"] for turn in record["messages"])
