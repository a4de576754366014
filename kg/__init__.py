"""A knowledge graph of scholarly data: load author pages, ask questions, export RDF.

>>> import kg
>>> graph = kg.open_graph()
>>> report = graph.load("seeds")
>>> [row.name for row in graph.ask("coauthors", author="Xiuqiang He", min_shared=3)]
['Dugang Liu', 'Jieming Zhu', 'Xing Tang']
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, open_graph
    from kg.errors import KgError

__all__ = ["Graph", "KgError", "__version__", "open_graph"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Imported at first use: `kg --help` answers without loading what only a graph needs.
    if name == "KgError":
        from kg.errors import KgError

        return KgError
    if name in __all__:
        import kg.api

        return getattr(kg.api, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
