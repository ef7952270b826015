"""A language model of a few kilobytes for tests: the architecture of Llama with one layer, weights drawn at random.

It knows single characters and bytes, so that any text can be read and any schema obeyed. What it says means nothing.
"""

import random
import struct
from pathlib import Path

_WIDTH = 32
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9
_UNKNOWN, _NORMAL, _CONTROL, _BYTE = 2, 1, 3, 6
_ALIGNMENT = 32

_BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
_CHARACTERS = ["\u2581", *map(chr, range(33, 127))]
_TOKENS = ["<unk>", "<s>", "</s>", *_BYTES, *_CHARACTERS]
_TYPES = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * len(_BYTES), *[_NORMAL] * len(_CHARACTERS)]

_FACTS: dict[str, object] = {
    "general.architecture": "llama",
    "llama.context_length": 4096,
    "llama.embedding_length": _WIDTH,
    "llama.block_count": 1,
    "llama.feed_forward_length": _WIDTH,
    "llama.attention.head_count": 2,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    "llama.vocab_size": len(_TOKENS),
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.tokens": _TOKENS,
    "tokenizer.ggml.scores": [0.0] * len(_TOKENS),
    "tokenizer.ggml.token_type": _TYPES,
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.ggml.eos_token_id": 2,
    "tokenizer.ggml.unknown_token_id": 0,
}
_LAYER = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
_NORMS = ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")
_MATRICES = {
    "token_embd": len(_TOKENS),
    "output": len(_TOKENS),
    **{f"blk.0.{name}": _WIDTH for name in _LAYER},
}


def write_gguf(path: Path, seed: int = 1) -> Path:
    """Write a model whose weights follow from `seed`, and return its path."""
    drawn = random.Random(seed)  # noqa: S311 - weights, no secret
    tensors = {name: ((_WIDTH,), [1.0] * _WIDTH) for name in _NORMS} | {
        name: ((_WIDTH, rows), [drawn.gauss(0, 0.3) for _ in range(_WIDTH * rows)]) for name, rows in _MATRICES.items()
    }
    facts = b"".join(_string(key) + _value(value) for key, value in _FACTS.items())
    table, data = b"", b""
    for name, (shape, numbers) in tensors.items():
        sizes = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        table += _string(f"{name}.weight") + sizes + struct.pack("<IQ", 0, len(data))
        data += _aligned(struct.pack(f"<{len(numbers)}f", *numbers))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(_FACTS)) + facts + table
    path.write_bytes(_aligned(head) + data)
    return path


def _string(text: str) -> bytes:
    content = text.encode()
    return struct.pack("<Q", len(content)) + content


def _value(value: object) -> bytes:
    if isinstance(value, list):
        kind = {str: _STRING, float: _FLOAT32, int: _INT32}[type(value[0])]
        return struct.pack("<IIQ", _ARRAY, kind, len(value)) + b"".join(_item(each) for each in value)
    kind = {str: _STRING, float: _FLOAT32, int: _UINT32}[type(value)]
    return struct.pack("<I", kind) + _item(value)


def _item(value: object) -> bytes:
    return _string(value) if isinstance(value, str) else struct.pack("<f" if isinstance(value, float) else "<i", value)


def _aligned(content: bytes) -> bytes:
    return content + bytes(-len(content) % _ALIGNMENT)
