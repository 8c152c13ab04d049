-- A store of schema 3, as a text dump: it must open in every later version with its rows.
PRAGMA application_id = 1381124951;
PRAGMA user_version = 3;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO run VALUES(1,'first','train-retrieval','abc','sample','','lrurec','',-1,'','finished',1795227253.9999158382,1795227254.0000684261,1795227254.0004661082,0.00039768218994140625,1,0.0,'','','',0,NULL,'host',1,1,1795227254.0002512931);
INSERT INTO run VALUES(2,'second','train-retrieval','abc','sample','','lrurec','',42,'','queued',1795227254.0005426407,0.0,0.0,0.0,0,0.0,'','','',0,1795227254.0005974769,'',0,0,0.0);
CREATE TABLE run_document (
    run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    config_json TEXT NOT NULL,
    result_json TEXT NOT NULL DEFAULT ''
);
INSERT INTO run_document VALUES(1,'{}','{"run":1}');
INSERT INTO run_document VALUES(2,'{}','');
CREATE TABLE tag (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;
INSERT INTO tag VALUES(1,0,'b');
INSERT INTO tag VALUES(1,1,'a');
CREATE TABLE metric (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL,
    special INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, name)
) WITHOUT ROWID;
INSERT INTO metric VALUES(1,'stage1/test/mrr',NULL,1);
INSERT INTO metric VALUES(1,'stage1/test/recall@10',0.25,0);
CREATE TABLE control (
    run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    command TEXT NOT NULL,
    requested_at REAL NOT NULL
);
INSERT INTO control VALUES(2,'stop',1795227254.0006263256);
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
INSERT INTO series VALUES(1,1,'stage1/loss',3,1,3,2.0,0,3,2.0);
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
INSERT INTO point VALUES(1,1,1,0.5,1.0,3.0,0);
INSERT INTO point VALUES(1,1,2,1.0,2.0,NULL,1);
INSERT INTO point VALUES(1,1,3,1.5,3.0,2.0,0);
CREATE TABLE warning (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    UNIQUE (run_id, code, text)
);
INSERT INTO warning VALUES(1,1,'DATA_001','A picture is missing.',1);
CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    time REAL NOT NULL,
    level INTEGER NOT NULL,                         -- 0 information, 1 warning, 2 error
    code TEXT NOT NULL,
    text TEXT NOT NULL
);
INSERT INTO log VALUES(1,1,1,1795227254.0002086162,0,'X_1','A line.');
CREATE TABLE artifact (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    UNIQUE (run_id, path)
);
INSERT INTO artifact VALUES(1,1,'model','experiments/model.safetensors',10);
CREATE TABLE reference_line (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    series TEXT NOT NULL,
    label TEXT NOT NULL,
    value REAL,
    special INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, series)
) WITHOUT ROWID;
INSERT INTO reference_line VALUES(1,'stage1/loss','ln 100',4.6051701859880918021,0);
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
INSERT INTO user_result VALUES(1,1,'test',7,3,12,2,1,-1,-1,0,1,0.5,0.25,0.5,0.75,3);
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
INSERT INTO user_vectors VALUES(1,1,1,'test',7,2,X'0300000001000000',X'0000c03f000000c0',X'',X'');
CREATE TABLE search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    created_at REAL NOT NULL,
    spec_json TEXT NOT NULL,
    runs INTEGER NOT NULL                           -- how many the spec asks for; fewer are there until all are queued
);
INSERT INTO search VALUES(1,'widths',1700000000.0,'{}',1);
CREATE TABLE search_run (
    search_id INTEGER NOT NULL REFERENCES search (id) ON DELETE CASCADE,
    combination INTEGER NOT NULL,                   -- from 0, in the order of the spec
    seed INTEGER NOT NULL,                          -- the 64 bits of an unsigned number
    run_id INTEGER NOT NULL UNIQUE REFERENCES run (id) ON DELETE CASCADE,
    PRIMARY KEY (search_id, combination, seed)
) WITHOUT ROWID;
INSERT INTO search_run VALUES(1,0,1,1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',2);
INSERT INTO sqlite_sequence VALUES('search',1);
CREATE INDEX run_running ON run (id) WHERE status = 'running';
CREATE INDEX log_of_run ON log (run_id, id);
CREATE TABLE user_true_item (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stage INTEGER NOT NULL CHECK (stage IN (1, 2)),
    split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
    user INTEGER NOT NULL,
    place INTEGER NOT NULL,                         -- from 0, in the order in which they were stored
    item INTEGER NOT NULL,
    better INTEGER NOT NULL,
    equal INTEGER NOT NULL,
    PRIMARY KEY (run_id, stage, split, user, place)
) WITHOUT ROWID;
INSERT INTO user_true_item VALUES(1,1,'test',7,0,2,4,1);
COMMIT;
