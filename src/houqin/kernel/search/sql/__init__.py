"""The database's half of search: what the generated column is made of. Its Python twin is `tokens.py`.

PL/pgSQL loops, because set-returning SQL took twenty times as long for texts of this length.
"""

from houqin.kernel.search.tokens import HAN, LONGEST, MARK, WORD

FIRST_HAN = ord(HAN[0])

TOKENS = f"""
CREATE FUNCTION search_tokens(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    plain text := regexp_replace(lower(normalize(words, NFKC)), '([{HAN}]+)', ' \\1 ', 'g');
    run text;
    found text[] := '{{}}';
BEGIN
    FOREACH run IN ARRAY regexp_split_to_array(plain, '[^{HAN}{WORD}]+') LOOP
        IF run = '' THEN
            CONTINUE;
        ELSIF ascii(run) >= {FIRST_HAN} THEN
            FOR place IN 1 .. length(run) LOOP
                found := found || substr(run, place, 2);
            END LOOP;
        ELSE
            run := left(run, {LONGEST});
            found := found || run;
            IF run !~ '^([a-z]+|[0-9]+)$' THEN
                found := found || ARRAY(SELECT part[1] FROM regexp_matches(run, '[a-z]+|[0-9]+', 'g') AS part);
            END IF;
        END IF;
    END LOOP;
    RETURN found;
END $$;
"""

VECTOR = f"""
CREATE FUNCTION search_vector(title text, subtitle text, body text, pinyin text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    named text[] := search_tokens(title || ' ' || subtitle) || string_to_array(pinyin, ' ');
    marked text[] := string_to_array('{MARK}' || array_to_string(named, ' {MARK}'), ' ');
BEGIN
    RETURN array_to_tsvector(array_remove(named || marked || search_tokens(body), ''));
END $$;
"""

UNDO = """
DROP FUNCTION search_vector(text, text, text, text);
DROP FUNCTION search_tokens(text);
"""
