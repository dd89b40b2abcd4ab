"""Export a sentence-transformers model to the int8 ONNX file that serves."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer

from knowledge.embedding.folder import PROMPTS


class _Sentence(torch.nn.Module):
    """Transformer, mean over the tokens that are not padding, and length 1: one graph, one output."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        pooled = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=-1)


def export(model: SentenceTransformer, target: Path) -> dict[str, Any]:
    """Write `model.onnx` (int8), `tokenizer.json` and `manifest.json` to `target`; return the manifest.

    The model must pool by mean and end in a normalisation, as the E5 family does.
    """
    target.mkdir(parents=True, exist_ok=True)
    bert: Any = model[0].auto_model
    transformer = bert.float().eval()
    sample = (torch.tensor([[0, 5, 6, 2]]), torch.ones(1, 4, dtype=torch.int64))
    axes = {0: "batch", 1: "tokens"}
    with TemporaryDirectory() as scratch:
        plain = Path(scratch) / "model.onnx"
        torch.onnx.export(
            _Sentence(transformer),
            sample,
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "sentence_embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, target / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    source = Path(bert.config._name_or_path)
    shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")
    manifest = {
        "version": sha256((target / "model.onnx").read_bytes()).hexdigest()[:12],
        "dimension": model.get_sentence_embedding_dimension(),
        "prompts": PROMPTS,
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return manifest
