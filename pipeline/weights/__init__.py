"""The weights of models that run on this machine: which there are, where they lie, and how they get there."""

from pipeline.weights.folder import ModelFolder
from pipeline.weights.gguf import Weights, known_digest, require_gguf
from pipeline.weights.install import Means, Source, install_file, install_model
from pipeline.weights.registry import HubSource, Model, WheelSource, find_model, known_models

__all__ = [
    "HubSource",
    "Means",
    "Model",
    "ModelFolder",
    "Source",
    "Weights",
    "WheelSource",
    "find_model",
    "install_file",
    "install_model",
    "known_digest",
    "known_models",
    "require_gguf",
]
