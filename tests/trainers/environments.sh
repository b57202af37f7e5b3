#!/bin/sh
# One environment for each trainer, since their pins exclude each other. Needs a package index and
# about 7 GB; CPU is enough. Usage: environments.sh FOLDER [trl|llama-factory|axolotl|bedrock]…
# Axolotl and LLaMA-Factory are put in without their dependencies and with what they import instead:
# the rest are GPU kernels and web interfaces that reading a config does not need.
set -eu
folder=$1
shift
[ $# -gt 0 ] || set -- trl llama-factory axolotl bedrock
: "${PYTHON:=python3}"

make_one() {
    name=$1
    shift
    [ -f "$folder/$name/.ready" ] && return
    "$PYTHON" -m venv "$folder/$name"
    for part in "$@"; do
        # shellcheck disable=SC2086
        "$folder/$name/bin/python" -m pip install --quiet --disable-pip-version-check $part
    done
    touch "$folder/$name/.ready"
}

for name in "$@"; do
    case $name in
    trl)
        make_one trl torch==2.13.0 "trl==1.16.0 peft==0.21.2 transformers==5.23.0 datasets==5.2.0 pyyaml"
        ;;
    llama-factory)
        make_one llama-factory torch==2.13.0 "--no-deps llamafactory==0.9.5" \
            "transformers==5.6.0 trl==0.24.0 datasets==4.0.0 peft==0.18.1 accelerate==1.11.0 omegaconf \
             einops fire tyro<0.9.0 pandas scipy matplotlib sentencepiece protobuf tiktoken uvicorn fastapi \
             sse-starlette pyyaml av torchdata==0.11.0"
        # It imports torchaudio for rows of sound, and no torchaudio loads beside this torch.
        site=$("$folder/llama-factory/bin/python" -c 'import site; print(site.getsitepackages()[0])')
        echo '"""Stands in for a package that reads no text."""' >"$site/torchaudio.py"
        ;;
    axolotl)
        make_one axolotl torch==2.13.0 "--no-deps axolotl==0.19.0" \
            "transformers==5.16.1 trl==1.9.0 datasets==4.8.4 peft==0.20.0 accelerate==1.13.0 pydantic==2.12.5 \
             addict fire einops colorama numba typer evaluate scipy python-dotenv posthog mistral-common \
             art schedulefree requests nvidia-ml-py tensorboard huggingface_hub==1.17.0 packaging pyyaml \
             bitsandbytes==0.50.2 fastcore langdetect immutabledict sentencepiece triton wandb \
             trackio==0.19.0 platformdirs" \
            "--no-deps axolotl-contribs-lgpl axolotl-contribs-mit"
        ;;
    bedrock)
        make_one bedrock botocore==1.43.11
        ;;
    *)
        echo "no such environment: $name" >&2
        exit 2
        ;;
    esac
done
