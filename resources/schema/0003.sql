-- Schema 3: users with several true items, as after a random split. The best placed one stands in user_result, the
-- others here. better and equal count as there.

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
