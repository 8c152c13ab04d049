-- Schema 2: searches over settings. Their runs are ordinary runs; which combination is chosen follows from the runs'
-- results and is stored nowhere.

CREATE TABLE search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    created_at REAL NOT NULL,
    spec_json TEXT NOT NULL,
    runs INTEGER NOT NULL                           -- how many the spec asks for; fewer are there until all are queued
);

CREATE TABLE search_run (
    search_id INTEGER NOT NULL REFERENCES search (id) ON DELETE CASCADE,
    combination INTEGER NOT NULL,                   -- from 0, in the order of the spec
    seed INTEGER NOT NULL,                          -- the 64 bits of an unsigned number
    run_id INTEGER NOT NULL UNIQUE REFERENCES run (id) ON DELETE CASCADE,
    PRIMARY KEY (search_id, combination, seed)
) WITHOUT ROWID;
