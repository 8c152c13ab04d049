-- Schema 1. Times are Unix seconds. A number that may be NaN or infinite has a `special` beside it:
-- 0 the number itself, 1 NaN, 2 +infinity, 3 -infinity.

CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    task TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    dataset TEXT NOT NULL,
    dataset_fingerprint TEXT NOT NULL,
    retrieval_method TEXT NOT NULL,
    rerank_method TEXT NOT NULL,
    seed INTEGER NOT NULL,                          -- the 64 bits of an unsigned number
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN
        ('queued', 'running', 'finished', 'stopped', 'failed', 'diverged', 'interrupted')),
    created_at REAL NOT NULL,
    started_at REAL NOT NULL DEFAULT 0,
    ended_at REAL NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,                -- worked, over all ended attempts
    attempt INTEGER NOT NULL DEFAULT 0,
    attempt_started_at REAL NOT NULL DEFAULT 0,     -- 0 = no attempt is under way
    error_what TEXT NOT NULL DEFAULT '',
    error_why TEXT NOT NULL DEFAULT '',
    error_fix TEXT NOT NULL DEFAULT '',
    untrained INTEGER NOT NULL DEFAULT 0,
    deleted_at REAL,                                -- NULL = not in the trash
    owner_host TEXT NOT NULL DEFAULT '',
    owner_pid INTEGER NOT NULL DEFAULT 0,
    owner_start INTEGER NOT NULL DEFAULT 0,
    heartbeat_at REAL NOT NULL DEFAULT 0
);
CREATE INDEX run_running ON run (id) WHERE status = 'running';

-- Long texts stay out of `run`, so that listing runs reads few pages.
CREATE TABLE run_document (
    run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    config_json TEXT NOT NULL,
    result_json TEXT NOT NULL DEFAULT ''
);

CREATE TABLE tag (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;

CREATE TABLE metric (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL,
    special INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, name)
) WITHOUT ROWID;

CREATE TABLE control (
    run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    command TEXT NOT NULL,
    requested_at REAL NOT NULL
);

-- Last and best are kept here when points are written: no page scans points for them.
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    points INTEGER NOT NULL DEFAULT 0,              -- different steps, over all attempts
    last_attempt INTEGER NOT NULL DEFAULT 0,
    last_step INTEGER NOT NULL DEFAULT 0,
    last_value REAL,
    last_special INTEGER NOT NULL DEFAULT 0,
    best_step INTEGER,                              -- NULL = no finite value yet
    best_value REAL,
    UNIQUE (run_id, name)
);

CREATE TABLE point (
    series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    step INTEGER NOT NULL,
    epoch REAL NOT NULL,
    wall REAL NOT NULL,
    value REAL,
    special INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (series_id, attempt, step)
) WITHOUT ROWID;

CREATE TABLE warning (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    UNIQUE (run_id, code, text)
);

CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    time REAL NOT NULL,
    level INTEGER NOT NULL,                         -- 0 information, 1 warning, 2 error
    code TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX log_of_run ON log (run_id, id);

CREATE TABLE artifact (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    UNIQUE (run_id, path)
);

CREATE TABLE reference_line (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    series TEXT NOT NULL,
    label TEXT NOT NULL,
    value REAL,
    special INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, series)
) WITHOUT ROWID;

-- A NULL among the diagnostics is a NaN; -1 means that the method gives no probabilities.
CREATE TABLE user_result (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stage INTEGER NOT NULL CHECK (stage IN (1, 2)),
    split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
    user INTEGER NOT NULL,
    target INTEGER NOT NULL,
    history_length INTEGER NOT NULL,
    candidates INTEGER NOT NULL,
    covered INTEGER NOT NULL,
    better_before INTEGER NOT NULL,
    equal_before INTEGER NOT NULL,
    better INTEGER NOT NULL,
    equal INTEGER NOT NULL,
    target_probability REAL,
    entropy REAL,
    normalised_entropy REAL,
    top_probability REAL,
    top_item INTEGER NOT NULL,
    PRIMARY KEY (run_id, stage, split, user)
) WITHOUT ROWID;

-- Little-endian float32 and int32 of `length` entries each; an empty blob where a method has none.
CREATE TABLE user_vectors (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stage INTEGER NOT NULL,
    split TEXT NOT NULL,
    user INTEGER NOT NULL,
    length INTEGER NOT NULL,
    items BLOB NOT NULL,
    scores BLOB NOT NULL,
    probabilities BLOB NOT NULL,
    retrieval_ranks BLOB NOT NULL,
    UNIQUE (run_id, stage, split, user)
);
