"""Print what pyproject.toml requires, without torch, which conda has installed without CUDA."""

import tomllib

with open("pyproject.toml", "rb") as file:
    required = tomllib.load(file)["project"]["dependencies"]
print(*(line for line in required if not line.startswith("torch=")), sep="\n")
