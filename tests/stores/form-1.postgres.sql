-- The tables as the program of form 1 made them.
CREATE SCHEMA IF NOT EXISTS counterfoil_log;
CREATE TABLE counterfoil_log.meta (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE counterfoil_log.stored_events (
    notification_id bigint PRIMARY KEY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE counterfoil_log.once (
    key bytea PRIMARY KEY,
    digest bytea NOT NULL,
    recordedat text NOT NULL,
    second bigint NOT NULL,
    position bigint NOT NULL,
    origin text NOT NULL
);
CREATE TABLE counterfoil_log.rejects (
    number bigserial PRIMARY KEY,
    key bytea NOT NULL UNIQUE,
    reason text NOT NULL,
    origin text NOT NULL,
    told bytea NOT NULL,
    raw bytea,
    position bigint
);
CREATE TABLE counterfoil_log.notes (
    number bigserial PRIMARY KEY,
    key bytea NOT NULL UNIQUE,
    position bigint NOT NULL,
    origin text NOT NULL,
    told bytea NOT NULL
);
INSERT INTO counterfoil_log.meta VALUES ('schema', '1');
