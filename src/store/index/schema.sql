CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    hash BLOB NOT NULL,
    twin INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0,
    lang TEXT NOT NULL,
    code TEXT NOT NULL,
    day INTEGER,
    seconds INTEGER,
    date TEXT,
    passages INTEGER NOT NULL,
    title TEXT NOT NULL,
    source TEXT,
    author TEXT,
    url TEXT,
    feed TEXT,
    tags TEXT NOT NULL
);
CREATE INDEX by_hash ON articles (hash);
CREATE INDEX by_name ON articles (name);
CREATE INDEX by_date ON articles (seconds DESC, id);
CREATE INDEX by_title ON articles (title, seconds DESC, id);
CREATE INDEX by_source ON articles (source, seconds DESC, id);
CREATE INDEX by_lang ON articles (code, seconds DESC, id);
CREATE INDEX facts ON articles (day, lang, state, twin);

CREATE TABLE cards (id INTEGER PRIMARY KEY, folded TEXT NOT NULL);
CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL, spans BLOB NOT NULL);
CREATE TABLE mentions (
    company TEXT NOT NULL,
    article INTEGER NOT NULL,
    count INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    passages BLOB NOT NULL,
    PRIMARY KEY (company, article)
) WITHOUT ROWID;
CREATE INDEX mentions_of ON mentions (article);
CREATE TABLE refused (path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (title, text, content='', contentless_delete=1, tokenize='ascii');
