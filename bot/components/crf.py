"""Rasa's CRF, kept in the model as what it has learned rather than as what it learned from."""

import shutil
from collections import OrderedDict
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor, CRFToken
from sklearn_crfsuite import CRF


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class StoredCRF(CRFEntityExtractor):
    """A CRF that loads in milliseconds.

    Rasa 3.6.21 stores the training set and trains anew at each load (since it gave up pickle): 4 s with our data, in
    which the server answers nobody. CRFsuite's own file is no pickle either.
    """

    def persist(self, dataset: list[list[CRFToken]]) -> None:
        """Write one file of CRFsuite for each kind of tag."""
        with self._model_storage.write_to(self._resource) as folder:
            for tag, tagger in self.entity_taggers.items():
                shutil.copy(tagger.modelfile.name, folder / f"{tag}.crfsuite")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "StoredCRF":
        """Open the files; without any (no entity was annotated) nothing is extracted."""
        taggers: OrderedDict[str, CRF] = OrderedDict()
        with model_storage.read_from(resource) as folder:
            for file in folder.glob("*.crfsuite"):
                taggers[file.stem] = tagger = CRF()
                # The folder goes away after loading; the tagger deletes its own copy when it goes.
                tagger.modelfile.ensure_name()
                shutil.copy(file, tagger.modelfile.name)
        extractor = cls(config, model_storage, resource, taggers)
        extractor.crf_order = [tag for tag in extractor.crf_order if tag in taggers]
        return extractor
