"""Write a checkpoint as a sentence-transformers folder, in the classic form that every release reads."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from knowledge.embedding.vocabulary import SPECIAL, tokenizer
from knowledge.embedding.weights import Array, Checkpoint

PROMPTS = {"query": "query: ", "passage": "passage: "}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KIND = {"w": "weight", "b": "bias"}


def write(checkpoint: Checkpoint, ids: npt.NDArray[np.int64], folder: Path) -> None:
    """Write model, tokenizer and module list of the pruned checkpoint to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_bert_tensors(checkpoint, ids), folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer(checkpoint, ids).save(str(folder / "tokenizer.json"))
    _dump(folder / "config.json", _bert_config(checkpoint, len(ids)))
    _dump(folder / "tokenizer_config.json", _tokenizer_config(checkpoint.positions))
    _dump(folder / "sentence_bert_config.json", {"max_seq_length": checkpoint.positions, "do_lower_case": False})
    _dump(folder / "config_sentence_transformers.json", {"prompts": PROMPTS, "default_prompt_name": None})
    stages = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    _dump(folder / "modules.json", [_module(index, *stage) for index, stage in enumerate(stages)])
    _dump(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": checkpoint.hidden, "pooling_mode_mean_tokens": True})
    (folder / "2_Normalize").mkdir(exist_ok=True)


def _bert_tensors(checkpoint: Checkpoint, ids: npt.NDArray[np.int64]) -> dict[str, Array]:
    given, hidden = checkpoint.tensors, checkpoint.hidden
    tensors = {
        "embeddings.word_embeddings.weight": given["emb.word"].reshape(-1, hidden)[ids],
        "embeddings.position_embeddings.weight": given["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": given["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": given["emb.ln.w"],
        "embeddings.LayerNorm.bias": given["emb.ln.b"],
    }
    for name, tensor in given.items():
        layer, *rest = name.split(".")
        if layer.startswith("l") and layer[1:].isdigit():
            part, kind = rest
            shape = _shape(part, kind, checkpoint)
            tensors[f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{_KIND[kind]}"] = tensor.reshape(shape)
    return {name: np.ascontiguousarray(tensor, np.float32) for name, tensor in tensors.items()}


def _shape(part: str, kind: str, checkpoint: Checkpoint) -> tuple[int, ...]:
    if kind == "b" or part in ("aln", "oln"):
        return (-1,)
    return (checkpoint.feed_forward if part == "fi" else checkpoint.hidden, -1)


def _bert_config(checkpoint: Checkpoint, vocabulary: int) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": checkpoint.hidden,
        "num_hidden_layers": checkpoint.layers,
        "num_attention_heads": checkpoint.heads,
        "intermediate_size": checkpoint.feed_forward,
        "max_position_embeddings": checkpoint.positions,
        "type_vocab_size": checkpoint.token_types,
        "vocab_size": vocabulary,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": SPECIAL.index("<pad>"),
    }


def _tokenizer_config(positions: int) -> dict[str, Any]:
    names = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    return {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": positions, **names}


def _module(index: int, path: str, kind: str) -> dict[str, Any]:
    return {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}


def _dump(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
