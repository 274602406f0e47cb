"""Queueing theory: waits, Erlang B, C and A, chat, and their exact inverses."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
