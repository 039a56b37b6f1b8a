"""Gold answers in JSON: what is right, missed and false is counted, kind by kind, and listed."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.errors import InputError
from graph.wilson import interval
from huunghi import main
from loaders.articles.claims.trust import latest, read_table
from loaders.articles.evaluation.gold import read_gold
from loaders.articles.evaluation.run import Evaluation, Score, evaluate
from loaders.articles.evaluation.seen import refuse_seen
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article
from loaders.articles.mentions.gazetteer import Gazetteer
from tests.conftest import DATA

ENGLISH = (
    "Conference on people-to-people diplomacy held in Hue\n\n"
    "On July 1, 2023, the Hue Union of Friendship Organizations held a conference in Hue on Directive No. 12-CT/TW "
    "dated January 5, 2022 of the Secretariat and Resolution No. 18-NQ/TW dated May 3, 2024.\n"
    "Speaking at the conference, Mr. Tran Van An, Chairman of the Hue Union of Friendship Organizations, thanked all.\n"
)
VIETNAMESE = (
    "Hội nghị về công tác đối ngoại nhân dân\n\n"
    "Ngày 2/7/2023, tại thành phố Hải Phòng, Liên hiệp các tổ chức hữu nghị thành phố Hải Phòng tổ chức hội nghị "
    "quán triệt Chỉ thị số 12-CT/TW của Ban Bí thư.\n"
)
ANSWERS: dict[str, Any] = {
    "hue": {
        "language": "en",
        "c": [["12-CT/TW", "directive", "Secretariat", "2022-01-05"]],
        "vague": None,
        "p": [["Tran Van An", "Chairman", "Hue Union of Friendship Organizations"],
              ["Le Van Binh", "Chairman", "Hue People's Committee"]],
        "g": [],
        "e": [["conference", "2023-07-01", "Hue", "Hue Union of Friendship Organizations"]],
        "a": [["Tran Van An", "speaker"]],
        "s": ["Tran Van An"],
        "pr": [],
    },
    "hai-phong": {
        "language": "vi",
        "c": [["12-CT/TW", "directive", "Ban Bí thư", None]],
        "e": [["conference", "2023-07-01", "Hải Phòng", None]],
        "g": None,
    },
}  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold file, with a folder `made` of its two texts beside it."""
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "hue.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "made" / "hai-phong.txt").write_text(VIETNAMESE, "utf-8")
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(ANSWERS, ensure_ascii=False), "utf-8")
    return path


def measured(gold: Path) -> Evaluation:
    return evaluate(gold, gold.parent / "made", Rules(), Gazetteer.of(()))


def test_what_is_right_missed_and_false_is_counted_by_kind_and_language(gold: Path) -> None:
    found = measured(gold)
    assert found.score(["citation"]) == Score(right=2, missed=0, false=1)  # 18-NQ/TW is in no answer
    assert found.score(["citation"], "vi") == Score(right=1)
    assert found.score(["issuer"]) == Score(right=2)
    assert found.score(["post"]) == Score(right=1, missed=1)
    assert found.score(["event"]) == Score(right=2)
    assert found.score(["event date"]) == Score(right=1, missed=1, false=1)
    assert found.score(["event place"]) == Score(right=2)
    assert found.score(["speaker"]) == Score(right=1)
    assert found.left_out == ()


def test_every_miss_and_false_find_is_a_line(gold: Path) -> None:
    lines = list(measured(gold).faults())
    assert "citation: false: hue: resolution 18-NQ/TW" in lines
    assert "post: missed: hue: Le Van Binh, Chairman, Hue People's Committee" in lines
    assert "event date: missed: hai-phong: conference: 2023-07-01" in lines
    assert "event date: false: hai-phong: conference: 2023-07-02" in lines


def test_a_kind_that_nobody_looked_for_is_not_measured(gold: Path) -> None:
    assert not [j for j in measured(gold).judged if j.text == "hai-phong" and j.kind == "participation"]


def test_what_hangs_on_an_event_is_right_only_where_the_event_is(gold: Path) -> None:
    answers = json.loads(gold.read_text("utf-8"))
    answers["hue"]["e"][0][0] = "visit"
    gold.write_text(json.dumps(answers), "utf-8")
    found = measured(gold)
    assert found.score(["event"], "en") == Score(right=0, missed=1, false=1)
    assert found.score(["event date"], "en") == Score(right=0, missed=1, false=1)


def test_a_wording_that_a_text_repeats_is_one_answer(gold: Path) -> None:
    again = "The resolutions of the 13th National Party Congress were studied; resolutions of the 7th congress too.\n"
    text = ENGLISH + again + "Those resolutions of the 13th National Party Congress are carried out.\n"
    (gold.parent / "made" / "hue.txt").write_text(text, "utf-8")
    answers = json.loads(gold.read_text("utf-8"))
    answers["hue"]["vague"] = ["resolutions of the 13th National Party Congress"]
    gold.write_text(json.dumps(answers), "utf-8")
    assert measured(gold).score(["vague"]) == Score(right=1, missed=0, false=1)  # the seventh is in no answer


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("{}", "has no answers"),
        ('{"a": {"c": []}}', "a > language"),
        ('{"a": {"language": "de"}}', "a > language"),
        ('{"a": {"language": "vi", "posts": []}}', "a > posts"),
        ('{"a": {"language": "vi", "c": [["12-CT/TW", ["directive"]]]}}', "a > c > 0"),
    ],
)
def test_a_wrong_gold_file_is_one_clear_error(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=says):
        read_gold(path)


def test_a_text_without_answers_and_an_answer_without_text_are_told(gold: Path) -> None:
    (gold.parent / "made" / "hue.txt").rename(gold.parent / "made" / "other.txt")
    found = measured(gold)
    assert found.left_out == (
        "other.txt: gold.json has no answers for this text",
        f"hue: {gold.parent / 'made'} has no such text",
    )
    (gold.parent / "made" / "hai-phong.txt").unlink()
    with pytest.raises(InputError, match="has no text that"):
        measured(gold)


def test_a_text_that_the_rules_were_written_with_never_counts(texts: Path, gold: Path) -> None:
    own = (texts / "nghe-an-2024-09.en.txt").read_text("utf-8")
    with pytest.raises(InputError, match="were written with this text"):
        refuse_seen(Article("copy.txt", own.upper().replace("\n", "\r\n\r\n "), "en"))
    (gold.parent / "made" / "hue.txt").write_text(own, "utf-8")
    with pytest.raises(InputError, match="were written with this text"):
        measured(gold)


def test_intervals_hold_their_share_and_narrow_with_the_cases() -> None:
    low, high = interval(0, 0)
    assert (low, high) == (0.0, 1.0)
    few, many = interval(9, 10), interval(900, 1000)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]


def test_the_command_prints_the_table_and_the_faults(gold: Path) -> None:
    said = CliRunner().invoke(
        main, ["evaluate", "--gold", str(gold), str(gold.parent / "made"), "--tables", str(DATA)]
    )
    assert said.exit_code == 0, said.output
    assert said.output.startswith("2 texts: en 1, vi 1\n")
    assert "| citation | all | 2 | 3 | 2 | 0.67 |" in said.output
    assert "citation: false: hue: resolution 18-NQ/TW" in said.output


def test_the_command_makes_rows_of_the_table_of_trust_and_replaces_those_of_the_set(gold: Path) -> None:
    table = gold.parent / "trust.csv"
    arguments = ["--gold", str(gold), "--tables", str(DATA), "--set", "made", "--into", str(table)]
    for _ in range(2):
        said = CliRunner().invoke(main, ["evaluate", str(gold.parent / "made"), *arguments])
        assert said.exit_code == 0, said.output
    rows = read_table(table.read_text("utf-8"))
    assert len(rows) == len({row.kind for row in rows})
    assert (latest(rows)["cited"].cases, latest(rows)["cited"].right) == (3, 2)


def test_rows_of_trust_need_gold_and_a_name(gold: Path) -> None:
    for arguments in (["--set", "made"], ["--gold", str(gold), "--into", str(gold.parent / "trust.csv")]):
        said = CliRunner().invoke(main, ["evaluate", str(gold.parent / "made"), *arguments])
        assert said.exit_code == 2


def test_made_articles_are_measured_by_their_gold_answers() -> None:
    made = Path(__file__).parent / "made"
    found = evaluate(made / "gold.json", made, Rules(), Gazetteer.of(()))
    assert dict(found.texts) == {"en": 1, "fr": 1, "ru": 1, "vi": 1}
    for kind, right in {"citation": 7, "citation date": 5, "post": 5, "event": 4, "event date": 4}.items():
        assert found.score([kind]) == Score(right=right), kind
