"""Keep the part of the multilingual vocabulary that Vietnamese text can use.

Of 250,002 pieces, those written in Vietnamese letters, ASCII and common punctuation are kept: lossless for
such text, and the embedding table shrinks from 384 MB to 144 MB before it is quantised.
"""

import io
import string
import unicodedata

import numpy as np
import numpy.typing as npt
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram
from tokenizers.processors import TemplateProcessing

from knowledge.embedding.weights import Checkpoint

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def _letters() -> set[str]:
    vowels = {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES}
    lower = vowels | {"đ"} | set(string.ascii_lowercase)
    return lower | {letter.upper() for letter in lower}


_KEPT = _letters() | set(string.printable) | set("▁–—…“”‘’«»•·°²³½%‰€₫§№×÷±≤≥→✓")


def kept_ids(checkpoint: Checkpoint) -> npt.NDArray[np.int64]:
    """Return the ids to keep, ascending: the special tokens and every piece made of kept characters."""
    pieces = checkpoint.pieces
    return np.array([i for i, piece in enumerate(pieces) if piece in SPECIAL or set(piece) <= _KEPT], np.int64)


def tokenizer(checkpoint: Checkpoint, ids: npt.NDArray[np.int64]) -> Tokenizer:
    """Build the Hugging Face tokenizer of the kept pieces; row k of the pruned table is piece `ids[k]`."""
    vocabulary = [(checkpoint.pieces[i], checkpoint.scores[i]) for i in ids]
    built = Tokenizer(Unigram(vocabulary, unk_id=SPECIAL.index("<unk>"), byte_fallback=False))
    built.normalizer = normalizers.Sequence([normalizers.Precompiled(_nmt_nfkc()), normalizers.Replace(Regex(" {2,}"), " ")])
    built.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    built.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    built.add_special_tokens(list(SPECIAL))
    return built


def _nmt_nfkc() -> bytes:
    """The normalisation rules the model was trained with, taken from a throw-away SentencePiece model."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"] * 4),
        model_writer=written,
        vocab_size=12,
        model_type="unigram",
        normalization_rule_name="nmt_nfkc",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    model = sentencepiece_model_pb2.ModelProto.FromString(written.getvalue())  # type: ignore[attr-defined]
    rules: bytes = model.normalizer_spec.precompiled_charsmap
    return rules
