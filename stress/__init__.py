"""What must not break, tried on real server processes: script/stress.

Many people approve requests for the same few resources at the same moment: each client is a person with a login and
an HTTP session of its own, the server is Odoo with worker processes (prefork), the database a real PostgreSQL. The
requests were prepared up to the last evaluation, so that each press is a promise or a refusal. With ``--kills`` workers
die by ``kill -9`` in the middle of a promise, and their clients press again.

Afterwards the database is judged (``checks.py``): nothing promised twice, the resource ledger whole and equal to the
allocations, nothing half-written, nothing refused that was free, every seal and chain intact; and nobody saw an error
but the clear ones.

    script/stress                 32 clients × 20 attempts, two minutes
    script/stress --full          32 clients × 1,000 attempts, half an hour on 2 cores
    script/stress --kills 10      workers are killed meanwhile
    script/stress --resources 1   everyone wants the same thing
"""
