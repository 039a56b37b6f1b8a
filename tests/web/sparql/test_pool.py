"""Which worker a query goes to."""

from web.sparql.limits import Limits
from web.sparql.pool import Pool, PoolSettings
from web.sparql.processes import Processes
from web.sparql.workers import Worker


def test_a_fresh_worker_stands_behind_those_that_have_answered() -> None:
    """What a worker's caches hold is used, and none stays behind full while fresh ones are used up."""
    pool = Pool(PoolSettings(limits=Limits(root="", memory=0, stack=0, network=False)), Processes())
    used, fresh = Worker(pool), Worker(pool)
    pool.free(used)
    pool.free(fresh)
    assert pool.next_idle is used
