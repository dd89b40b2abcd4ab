"""Where the embedding model comes from: read, pruned, written as a sentence-transformers folder, exported (docs/adr/0003).

Only `build` is called from outside; serving never imports this package, and so never imports torch.
"""
