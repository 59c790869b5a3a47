"""The database's half of search: what the generated column is made of. Its Python twin is `tokens.py`."""

from houqin.kernel.search.tokens import HAN, LONGEST, MARK, WORD

TOKENS = f"""
CREATE FUNCTION search_tokens(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    WITH runs AS (
        SELECT found[1] AS han, left(found[2], {LONGEST}) AS word
        FROM regexp_matches(lower(normalize(words, NFKC)), '([{HAN}]+)|([{WORD}]+)', 'g') AS found
    ), tokens AS (
        SELECT substr(han, place, 2) AS token FROM runs, generate_series(1, length(han)) AS place
        UNION SELECT word FROM runs WHERE word IS NOT NULL
        UNION SELECT part[1] FROM runs, regexp_matches(word, '[a-z]+|[0-9]+', 'g') AS part
    )
    SELECT coalesce(array_agg(token), '{{}}') FROM tokens WHERE token <> ''
$$;
"""

VECTOR = f"""
CREATE FUNCTION search_vector(title text, subtitle text, body text, pinyin text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_to_tsvector(named || spoken || other || marked) FROM (
        SELECT search_tokens(title || ' ' || subtitle) AS named, search_tokens(body) AS other,
            string_to_array(nullif(pinyin, ''), ' ') AS spoken
    ) AS one, LATERAL (
        SELECT coalesce(array_agg('{MARK}' || token), '{{}}') AS marked FROM unnest(named || spoken) AS token
    ) AS two
$$;
"""

UNDO = """
DROP FUNCTION search_vector(text, text, text, text);
DROP FUNCTION search_tokens(text);
"""
