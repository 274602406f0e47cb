from .blocking import (
    erlang_b_lines as erlang_b_lines,
    erlang_b_load as erlang_b_load,
)
from .chat_chain import (
    chat_heads as chat_heads,
    chat_service as chat_service,
    handle_times as handle_times,
)
from .erlang import (
    Service as Service,
    checked as checked,
    erlang_a as erlang_a,
    erlang_b as erlang_b,
    erlangs as erlangs,
)
from .inverse import (
    heads_of_promise as heads_of_promise,
    promise as promise,
    real_heads_of_promise as real_heads_of_promise,
    required_heads as required_heads,
)
from .load import (
    offered_load as offered_load,
)
from .redials import (
    with_redials as with_redials,
)
