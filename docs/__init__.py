"""The site: every lesson, a gallery of mistakes, pages for teachers, the API.

``python -m docs`` makes it in ``build/site``. Nothing is written twice: the lessons come from
``notebooks/``, the gallery from the wrong answers of the tests, the API from the docstrings.
"""
