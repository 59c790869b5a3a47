"""What is generated is fresh, what is said is said in both languages, what is declared is kept."""

from houqin.kernel.lifecycle.commands import pictures
from houqin.site import checks, messages
from houqin.site.translations import PACKAGE


def test_every_sentence_has_its_english_and_no_catalogue_keeps_old_ones() -> None:
    assert not list(messages.gaps(PACKAGE))


def test_state_pictures_and_permission_tables_show_the_declarations() -> None:
    pictures(["--check"])


def test_the_house_keeps_what_it_declares(db: None) -> None:
    assert not [str(problem) for problem in checks.problems() if problem.fatal]
