/**
 * The schema, as the steps that lead to it. A step that was released is never changed: a new one is added.
 * The schema's version is how many of them a database has seen.
 */
export const migrations: readonly string[] = [
  `
  -- Whose database this is, so that one can never be mixed up with another.
  CREATE TABLE identity (
    chain_id TEXT NOT NULL,
    market   TEXT NOT NULL,
    worker   TEXT NOT NULL
  ) STRICT;

  -- Blocks that the follower applied; the highest is its cursor, the others let it find where a reorg began.
  CREATE TABLE blocks (
    number INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL
  ) STRICT;

  -- Every log applied, as the chain gave it. Jobs, models and custodians are folded from these.
  CREATE TABLE events (
    block     INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    subject   TEXT NOT NULL, -- what it is about: a job's id, a model's address, a custodian's address
    log       TEXT NOT NULL, -- JSON of the log
    PRIMARY KEY (block, log_index)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX events_of_subject ON events (subject, block, log_index);

  CREATE TABLE models (
    id           TEXT PRIMARY KEY,
    parent       TEXT,
    root         TEXT NOT NULL,
    generation   INTEGER NOT NULL,
    owner        TEXT NOT NULL, -- first owner of the title
    data_nft     TEXT NOT NULL,
    weights_root TEXT NOT NULL,
    job          TEXT,
    block        INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What the models of one root share.
  CREATE TABLE families (
    root            TEXT PRIMARY KEY,
    custodian       TEXT NOT NULL,
    evaluation_hash TEXT NOT NULL,
    min_gain        TEXT NOT NULL  -- gain that a birth needs, in 1e-18
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE jobs (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    model      TEXT NOT NULL,
    requester  TEXT NOT NULL,
    payer      TEXT NOT NULL, -- who asked for it
    terms      TEXT NOT NULL, -- JSON
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    worker     TEXT,
    until      INTEGER NOT NULL DEFAULT 0,
    progress   INTEGER NOT NULL DEFAULT 0,
    checkpoint TEXT,
    result     TEXT,          -- JSON
    fee        TEXT,
    reason     TEXT,
    birth_due  INTEGER NOT NULL DEFAULT 0,
    child      TEXT,
    requested_block INTEGER NOT NULL,
    changed_block   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX jobs_of_state ON jobs (state, requested_block);
  CREATE INDEX jobs_of_requester ON jobs (requester);
  CREATE INDEX jobs_of_model ON jobs (model);

  -- Which custodians let which workers run jobs on their models.
  CREATE TABLE authorisations (
    custodian  TEXT NOT NULL,
    worker     TEXT NOT NULL,
    authorised INTEGER NOT NULL,
    PRIMARY KEY (custodian, worker)
  ) STRICT, WITHOUT ROWID;

  -- The sender's journal. A row is written before anything that it describes is done.
  CREATE TABLE transactions (
    key         TEXT PRIMARY KEY,
    target      TEXT NOT NULL,
    data        TEXT NOT NULL,
    value       TEXT NOT NULL,
    description TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN
                  ('intent', 'refused', 'signed', 'broadcast', 'mined', 'final', 'failed', 'replaced')),
    nonce       INTEGER UNIQUE,
    block       INTEGER,
    receipt     TEXT, -- JSON
    reason      TEXT  -- JSON: why it was refused or failed
  ) STRICT;
  CREATE INDEX transactions_of_state ON transactions (state);

  -- Every form in which a transaction was signed: the same nonce, at a higher fee each time.
  CREATE TABLE attempts (
    hash      TEXT PRIMARY KEY,
    key       TEXT NOT NULL REFERENCES transactions (key),
    raw       TEXT NOT NULL, -- signed bytes
    signed_at INTEGER NOT NULL -- milliseconds
  ) STRICT;
  CREATE INDEX attempts_of_key ON attempts (key, signed_at);

  -- Nonces of signed API requests that were used, until they expire.
  CREATE TABLE request_nonces (
    account TEXT NOT NULL,
    nonce   TEXT NOT NULL,
    expires INTEGER NOT NULL, -- Unix time, seconds
    PRIMARY KEY (account, nonce)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX request_nonces_by_expiry ON request_nonces (expires);
  `,
  `
  -- Why the worker did not take a job, or gave it up: what the chain does not say.
  CREATE TABLE job_errors (
    job   TEXT PRIMARY KEY,
    error TEXT NOT NULL -- JSON, as the API shows it
  ) STRICT, WITHOUT ROWID;

  -- What algorithms reported, numbered from 1 for each job.
  CREATE TABLE job_events (
    job   TEXT NOT NULL,
    id    INTEGER NOT NULL,
    time  TEXT NOT NULL,
    event TEXT NOT NULL, -- JSON
    PRIMARY KEY (job, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What infer jobs opened as sessions.
  CREATE TABLE sessions (
    job       TEXT PRIMARY KEY,
    state     TEXT NOT NULL CHECK (state IN ('opening', 'open', 'closing', 'closed')),
    budget    INTEGER NOT NULL,           -- tokens
    ends      INTEGER NOT NULL DEFAULT 0, -- Unix time, seconds; 0 before it is open
    next_call INTEGER NOT NULL DEFAULT 1, -- no call has had this number, or a higher one
    reason    TEXT                        -- why it was ended: a code of the catalogue, if not by its own terms
  ) STRICT, WITHOUT ROWID;

  -- Who may call: of each key its SHA-256 alone. A key may be brought before its session is opened.
  CREATE TABLE session_keys (
    hash TEXT PRIMARY KEY,
    job  TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_keys_of_job ON session_keys (job);

  -- Calls that were answered, as the receipt lists them. What was asked and answered is not kept.
  CREATE TABLE session_calls (
    job               TEXT NOT NULL,
    n                 INTEGER NOT NULL,
    id                TEXT NOT NULL,
    request_hash      TEXT NOT NULL,
    response_hash     TEXT NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (job, n)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What the calls of a session add up to: it is asked for often, and outlives the rows of the calls.
  ALTER TABLE sessions ADD COLUMN calls             INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN prompt_tokens     INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN completion_tokens INTEGER NOT NULL DEFAULT 0;
  -- Whether the rows of its calls are still here.
  ALTER TABLE sessions ADD COLUMN has_calls         INTEGER NOT NULL DEFAULT 1;
  UPDATE sessions SET (calls, prompt_tokens, completion_tokens) =
    (SELECT count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0)
     FROM session_calls WHERE session_calls.job = sessions.job);
  `,
  `
  -- What came over the API and no job has paid for. What was there before this table is kept as if it were paid.
  CREATE TABLE uploads (
    kind    TEXT NOT NULL CHECK (kind IN ('manifest', 'dataset', 'asset')),
    name    TEXT NOT NULL,             -- its hash
    account TEXT NOT NULL,             -- who signed for it; empty for a manifest
    asset   TEXT NOT NULL,             -- the asset that it belongs to, or empty
    client  TEXT NOT NULL,             -- the network address that it came from
    bytes   INTEGER NOT NULL,          -- what it counts
    at      INTEGER NOT NULL,          -- Unix time, milliseconds
    held    INTEGER NOT NULL DEFAULT 0, -- whether a job that is under way uses it
    PRIMARY KEY (kind, name, account, asset)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX uploads_of_client ON uploads (client, kind);
  `,
];
