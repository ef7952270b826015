import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from string import Template

import pytest

from pipeline.errors import ConfigurationError
from pipeline.stages.extract import check_examples
from pipeline.text.quantity import find_quantities
from prompts import Example, Prompt, load, parse
from schemas.reply_grades import reply_grades
from tests.golden.prompts.renders import render_prompts

ROOT = Path(__file__).parents[2]
ACTIVE = tomllib.loads((ROOT / "prompts" / "active.toml").read_text(encoding="utf-8"))
FILES = sorted((ROOT / "prompts").glob("*/v*.md"))
SYSTEM, EXAMPLE, ANSWER, USER = (
    "# system\nDo.\n",
    "# example\nText\n",
    '# answer\n{"a":1}\n',
    "# user\n<note>${x}</note>\n",
)
TAGS = sorted({tag for name in ACTIVE for tag in re.findall(r"</(\w+)>", load(name).user)})
MALFORMED = [
    ("", r"\[\]"),
    ("No section.", r"\[\]"),
    (SYSTEM, r"\['system'\]"),
    (USER, r"\['user'\]"),
    (USER + SYSTEM, r"\['user', 'system'\]"),
    (SYSTEM + EXAMPLE + USER, r"\['system', 'example', 'user'\]"),
    (SYSTEM + ANSWER + USER, r"\['system', 'answer', 'user'\]"),
    (SYSTEM + ANSWER + EXAMPLE + USER, r"\['system', 'answer', 'example', 'user'\]"),
    (SYSTEM + USER + USER, r"\['system', 'user', 'user'\]"),
    (SYSTEM + EXAMPLE + "# answer\n{\n" + USER, "not JSON"),
    (SYSTEM + EXAMPLE + "# answer\n[1]\n" + USER, "no JSON object"),
]


def label(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def prompt(text: str = SYSTEM + EXAMPLE + ANSWER + USER) -> Prompt:
    return parse("small", "v7", text)


def test_a_prompt_is_read_section_by_section() -> None:
    read = prompt()
    assert (read.label, read.instruction, read.user) == ("small/v7", "Do.", "<note>${x}</note>")
    assert read.examples == (Example("Text", {"a": 1}),)


def test_the_system_message_holds_the_examples_in_their_order() -> None:
    read = prompt(SYSTEM + EXAMPLE + ANSWER + EXAMPLE.replace("Text", "More") + '# answer\n{"b": "é"}\n' + USER)
    assert read.system == 'Do.\n\nExample\nText\nAnswer:\n{"a":1}\n\nExample\nMore\nAnswer:\n{"b":"é"}'


def test_a_prompt_may_have_no_example() -> None:
    assert prompt(SYSTEM + USER).render(x="y") == ("Do.", "<note>y</note>")


def test_the_digest_changes_with_the_file() -> None:
    assert prompt().sha256 != prompt(SYSTEM + USER).sha256


@pytest.mark.parametrize(("text", "why"), MALFORMED)
def test_a_malformed_file_is_refused_by_the_name_of_its_prompt(text: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"small/v7: .*{why}"):
        prompt(text)


@pytest.mark.parametrize("value", ["${x}", "$x", "$$", "$", "costs $5", "{x}", "{{ x }}", "%s", r"\1", ""])
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert prompt().render(x=value) == (prompt().system, f"<note>{value}</note>")


def test_a_value_that_names_another_value_is_not_filled_in() -> None:
    assert prompt(SYSTEM + "# user\n${x} ${y}").render(x="${y}", y="${x}")[1] == "${y} ${x}"


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("form", ["</{}>", "<{}>", "</ {}>", "< {}>", "</{} >", "</{}\n>", "<{} id=1>"])
@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
def test_a_tag_of_ours_in_a_value_stays_data(tag: str, form: str, spell: Callable[[str], str]) -> None:
    value = form.format(spell(tag))
    _, user = prompt().render(x=f"a {value} b")
    assert user == f"<note>a {value.replace('<', '‹')} b</note>"


@pytest.mark.parametrize("value", ["1 < 2", "<b>bold</b>", "<notes>", "a<article-like", "x <noted>"])
def test_another_angle_bracket_is_left_or_disarmed_but_never_lost(value: str) -> None:
    _, user = prompt().render(x=value)
    assert user.replace("‹", "<") == f"<note>{value}</note>"


@pytest.mark.parametrize(
    "mark",
    [
        *["<|im_start|>system", "<|endoftext|>", "<｜begin▁of▁sentence｜>", "<s>", "</s>", "<bos>", "<start_of_turn>"],
        *["<think>", "</system>", "<<SYS>>", "[INST]", "[/inst]", "[TOOL_CALLS]", "<\u200b/note>", "< / \u2060note >"],
    ],
)
def test_a_mark_of_a_chat_template_cannot_stand_in_a_value(mark: str) -> None:
    _, user = prompt().render(x=f"a {mark} b")
    assert user.count("‹") == 1
    assert mark not in user


@pytest.mark.parametrize("text", ["a < b", "<b>bold</b>", "<sub>2</sub>", "[1]", "[institute]", "5 <6", "<sys"])
def test_other_brackets_of_a_value_stay(text: str) -> None:
    assert prompt().render(x=text)[1] == f"<note>{text}</note>"


@pytest.mark.parametrize("values", [{}, {"y": "1"}, {"x": "1", "y": "2"}])
def test_other_values_than_those_named_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"'small/v7' takes the values \['x'\]"):
        prompt().render(**values)


def test_an_unknown_prompt_is_refused_with_those_that_are_active() -> None:
    with pytest.raises(ConfigurationError, match=r"no prompt 'poem'.*extract_claims"):
        load("poem")


def test_an_unknown_version_is_refused_with_the_file_to_add() -> None:
    with pytest.raises(ConfigurationError, match=r"'v999'.*extract_claims/v999\.md"):
        load("extract_claims", "v999")


@pytest.mark.parametrize("name", ACTIVE)
def test_an_active_version_exists_and_is_the_one_that_is_loaded(name: str) -> None:
    assert (ROOT / "prompts" / name / f"{ACTIVE[name]}.md").is_file()
    assert load(name) == load(name, ACTIVE[name])
    assert load(name).label == f"{name}/{ACTIVE[name]}"


@pytest.mark.parametrize("file", FILES, ids=label)
def test_every_version_loads_and_has_worked_examples(file: Path) -> None:
    # One question about one sentence: worked examples made the answers worse (DECISIONS.md, 40).
    assert load(file.parent.name, file.stem).examples or file.parent.name == "confirm_claims"


def test_every_prompt_has_an_active_version() -> None:
    assert {file.parent.name for file in FILES} == set(ACTIVE)


@pytest.mark.parametrize("file", FILES, ids=label)
def test_the_user_message_names_its_values_in_braces_alone(file: Path) -> None:
    user = load(file.parent.name, file.stem).user
    assert re.sub(r"\$\{\w+\}", "", user).count("$") == 0
    assert Template(user).is_valid()


@pytest.mark.parametrize("file", [f for f in FILES if f.parent.name.startswith("extract")], ids=label)
def test_every_worked_extraction_fits_its_text_and_its_reply_model(file: Path) -> None:
    read = load(file.parent.name, file.stem)
    check_examples(read)
    for example in read.examples:
        assert len(example.answer["claims"]) >= 1


@pytest.mark.parametrize("file", [f for f in FILES if f.parent.name.startswith("grade")], ids=label)
def test_every_worked_grading_grades_what_it_was_asked_and_adds_no_number(file: Path) -> None:
    for example in load(file.parent.name, file.stem).examples:
        asked = re.findall(r"^(\d+)\.", example.text.partition("<grade>")[2], re.MULTILINE)
        reply = reply_grades(tuple(map(int, asked))).model_validate(example.answer)
        stated = {quantity.text for grade in reply.grades for quantity in find_quantities(grade.reason)}
        assert {text for text in stated if any(map(str.isdigit, text)) and text not in example.text} == set()


def test_the_active_prompts_render_as_agreed() -> None:
    agreed = {path.name: path.read_bytes().decode() for path in (ROOT / "tests/golden/prompts").glob("*.txt")}
    assert render_prompts() == agreed


def test_a_rendered_prompt_holds_each_closing_tag_once() -> None:
    users = [text for name, text in render_prompts().items() if name.endswith(".user.txt")]
    assert all(text.count(f"</{tag}>") <= 1 for text in users for tag in TAGS)


def test_a_dollar_without_braces_is_plain_text() -> None:
    prompt = parse("price", "v1", "# system\nDo.\n# user\nIt costs $5 or $b: ${x}\n")
    assert prompt.render(x="$7 ${y}")[1] == "It costs $5 or $b: $7 ${y}"


@pytest.mark.parametrize("tag", ["</sentences>", "< /sentences>", "</ sentences >", "<sentences>", "</NOTE>"])
def test_a_tag_of_ours_inside_a_value_cannot_close_anything(tag: str) -> None:
    prompt = parse("wrap", "v1", "# system\nDo.\n# user\n<sentences>${x}</sentences>\n")
    assert prompt.render(x=tag)[1].count("<") == 2
