-- Schema 4: what validations of stage 2 found in their lists. `document` is the JSON of the event.

CREATE TABLE snapshot (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run_id, step, attempt)
) WITHOUT ROWID;
