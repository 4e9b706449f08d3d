"""The book: the stored notebooks as web pages that need no kernel, no server and no network.

`python -m pages` writes them to build/pages. An answer, a formula or a picture is never written
here: texts come from the notebooks, questions and exercises from `helpers`.
"""
