"""kill -9 of workers in the middle of a promise."""

import os
import signal
import threading
import time

import psycopg2

# Connections whose transaction has begun to write a promise and has not committed it.
PROMISING = """
    SELECT pid, left(query, 60) FROM pg_stat_activity
     WHERE datname = current_database() AND backend_xid IS NOT NULL AND query ~ '(INSERT INTO|UPDATE) "?crossbiz_'"""
CONNECTED = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
GONE_WITHIN = 0.5  # seconds in which PostgreSQL has seen that a worker died


class Killer(threading.Thread):
    """Kills workers at intervals while the clients press; the server starts new ones by itself.

    Which worker has which connection is known to nobody, so the busiest one is killed while a promise is being written;
    it counts when that promise's connection is gone afterwards.
    """

    def __init__(self, server, database, kills, every):
        super().__init__(name="killer", daemon=True)
        self.server, self.database, self.kills, self.every = server, database, kills, every
        self.killed, self.promising = 0, []
        self.ended = threading.Event()

    def run(self):
        connection = psycopg2.connect(dbname=self.database)
        connection.autocommit = True
        with connection.cursor() as cursor:
            while len(self.promising) < self.kills and not self.ended.wait(self.every):
                self.kill_one(cursor)
        connection.close()

    def kill_one(self, cursor):
        before = {}
        while not before and not self.ended.is_set():
            worker = self.server.get_busiest_worker()
            cursor.execute(PROMISING)
            before = dict(cursor.fetchall())
        if not before:
            return
        os.kill(worker, signal.SIGKILL)
        self.killed += 1
        time.sleep(GONE_WITHIN)
        cursor.execute(CONNECTED)
        left = {pid for (pid,) in cursor.fetchall()}
        self.promising += [" ".join(query.split()) for pid, query in before.items() if pid not in left]

    def stop(self):
        self.ended.set()
        self.join()
