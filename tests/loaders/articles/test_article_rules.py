"""What a sentence says and what it does not: posts held and posts lost, plans, other places, and how names are read."""

import pytest

from loaders.articles.extract import Rules
from loaders.articles.mentions.find import Gazetteer, mentions
from loaders.articles.records import Election, Event, Item, Participation, Role

EMPTY = Gazetteer.of()
PUBLISHED = "2024-05-17"  # a Friday


def told(text: str, language: str, published: str | None = PUBLISHED) -> tuple[object, ...]:
    return tuple(Rules()(text, language=language, title=None, published=published, gazetteer=EMPTY))


def roles(text: str, language: str) -> set[tuple[str, str, str]]:
    return {(r.person, r.role, r.body) for r in told(text, language) if isinstance(r, Role)}


def parts(text: str, language: str) -> set[tuple[str, str]]:
    return {(p.agent, p.role) for p in told(text, language) if isinstance(p, Participation)}


def days(text: str, language: str, published: str | None = PUBLISHED) -> set[tuple[str, str, str | None]]:
    found = (e for e in told(text, language, published) if isinstance(e, Event) and e.when)
    return {(e.kind, e.when.start, e.when.end) for e in found if e.when}


def people(text: str, language: str) -> list[tuple[str, str]]:
    return [(m.text, m.slug) for m in mentions(text, language, EMPTY) if m.kind == "person"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ông Trần Văn Bình, nguyên Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu, đến dự.", "vi"),
        ("Ông Trần Văn Bình, quyền Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu, đến dự.", "vi"),
        (
            "Mr. Tran Van Binh, former president of the Lai Chau Union of Friendship Organizations, came.",
            "en",
        ),
        ("Mr. Tran Van Binh, acting chairman of the Lai Chau Union of Friendship Organizations, came.", "en"),
        ("Honorary President of the Vietnam-Laos Friendship Association Tran Van Binh came.", "en"),
        ("Пришёл Чан Ван Бинь, бывший председатель Союза организаций дружбы провинции Лайтяу.", "ru"),
        (
            "M. Trân Van Binh, ancien président de l'Union des organisations d'amitié de Lai Châu, est venu.",
            "fr",
        ),
        ("Le président d'honneur de l'Association d'amitié Vietnam-Laos, Trân Van Binh, est venu.", "fr"),
    ],
)
def test_a_post_that_is_not_held_now_is_no_role(text: str, language: str) -> None:
    assert roles(text, language) == set()


def test_the_same_words_without_former_are_a_role() -> None:
    text = "Ông Trần Văn Bình, Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu, đến dự."
    assert roles(text, "vi") == {("tran-van-binh", "chair", "lai-chau-union")}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Le 25 novembre, l'Association d'amitié Vietnam-Laos a tenu son 7e congrès à Hanoï. "
            "Trân Van Binh, président de l'Association d'amitié Vietnam-Laos du 6e mandat, y a participé.",
            "fr",
        ),
        (
            "Sáng 3/5, tại Hà Nội, Hội Hữu nghị Việt Nam - Lào tổ chức Đại hội lần thứ III. "
            "Ông Trần Văn Bình, Chủ tịch Hội Hữu nghị Việt Nam - Lào khóa II, phát biểu.",
            "vi",
        ),
    ],
)
def test_a_post_of_an_earlier_term_is_none_of_this_one(text: str, language: str) -> None:
    assert roles(text, language) == set()


def test_a_title_goes_to_the_name_it_stands_with_on_either_side_of_a_semicolon() -> None:
    text = (
        "Sáng 3/5, Hội Hữu nghị Việt Nam - Nhật Bản tỉnh Lai Châu tổ chức Đại hội. Dự Đại hội có: Chủ tịch UBND tỉnh "
        "Lai Châu Hồ Minh Đức; Chủ tịch Hội Hữu nghị Việt Nam - Nhật Bản tỉnh Lai Châu khóa I Lê Văn Phúc."
    )
    assert ("ho-minh-duc", "chair", "lai-chau-peoples-committee") in roles(text, "vi")
    assert not {body for person, _, body in roles(text, "vi") if person == "ho-minh-duc"} & {
        "lai-chau-viet-nam-japan-friendship-association"
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Ngày 3/5, lãnh đạo tỉnh Sơn La tiếp đoàn do ông Bun Thon, Phó Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh "
            "Xiêng Mai làm trưởng đoàn.",
            "vi",
        ),
        (
            "16 мая в провинции Шонла приняли участие товарищи: Чом Си Лат Та На Пан, заместитель секретаря "
            "провинциального комитета партии, председатель Народного совета провинции Бо Кео.",
            "ru",
        ),
        (
            "On May 16 Son La province received a delegation led by Mr. Bun Thon, Deputy Secretary of the Provincial "
            "Party Committee, chairman of the People's Committee of Bokeo.",
            "en",
        ),
    ],
)
def test_who_comes_from_a_province_elsewhere_has_no_post_in_the_one_of_the_article(
    text: str, language: str
) -> None:
    assert not [body for _, _, body in roles(text, language) if body.startswith("son-la")]


def test_a_body_of_a_place_that_no_list_has_is_none_of_another_place() -> None:
    text = "Союз организаций дружбы провинции Лайтяу встретил председателя Союза организаций дружбы провинции Гдето."
    bodies = [m.slug for m in mentions(text, "ru", EMPTY) if m.kind == "body"]
    assert bodies == ["lai-chau-union"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Vietnam Union of Friendship Organizations will hold a conference in Hanoi on June 3.", "en"),
        ("Liên hiệp các tổ chức hữu nghị Việt Nam sẽ tổ chức hội nghị ngày 3/6 tại Hà Nội.", "vi"),
        ("L'Union des organisations d'amitié du Vietnam tiendra sa conférence. Elle se tiendra à Hanoï.", "fr"),
        ("3 июня в Ханое пройдёт конференция Союза обществ дружбы Вьетнама.", "ru"),
        ("M. Trân Van Binh a dit : « En 1990, à Vinh, nous avons tenu une première conférence avec très peu de "
         "moyens, et personne ne croyait alors que cela durerait ».", "fr"),
        ("Chiều 3/5, tại Hà Nội, ông Lê Tiến Dũng đã đến.", "vi"),
    ],
)  # fmt: skip
def test_what_is_planned_remembered_or_only_sounds_like_an_event_is_none(text: str, language: str) -> None:
    assert [r for r in told(text, language) if isinstance(r, Event)] == []


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("The HCM City Friendship Union held a conference in Vinh on Thursday.", "en", "2024-05-16", None),
        ("Hôm qua, tại Vinh, Liên hiệp các tổ chức hữu nghị Việt Nam tổ chức hội nghị.", "vi", "2024-05-16", None),
        ("Sáng nay, tại Vinh, Liên hiệp các tổ chức hữu nghị Việt Nam tổ chức hội nghị.", "vi", "2024-05-17", None),
        ("Ngày 3.5, tại Vinh, Liên hiệp các tổ chức hữu nghị Việt Nam tổ chức hội nghị.", "vi", "2024-05-03", None),
        ("Trong 2 ngày 2 và 3.5, Liên hiệp hữu nghị Việt Nam tổ chức hội nghị.", "vi", "2024-05-02", "2024-05-03"),
        ("Une conférence s'est tenue à Vinh du 29 avril au 3 mai.", "fr", "2024-04-29", "2024-05-03"),
        ("С 29 апреля по 3 мая в Ханое прошла конференция.", "ru", "2024-04-29", "2024-05-03"),
    ],
)  # fmt: skip
def test_days_are_counted_from_the_report_and_spans_have_both_ends(
    text: str, language: str, start: str, end: str | None
) -> None:
    assert days(text, language) == {("conference", start, end)}


def test_lan_nay_is_no_day() -> None:
    text = "Hội nghị lần này do Liên hiệp các tổ chức hữu nghị Việt Nam tổ chức tại Vinh."
    assert days(text, "vi") == set()


def test_a_day_of_history_that_somebody_speaks_of_is_not_the_events_own() -> None:
    text = "Speaking at the ceremony in Vinh, Mr. Tran Van Binh recalled September 2, 1945."
    assert days(text, "en") == set()


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("гость Кхам Фан Сит Та На Пан", "ru", ["Кхам Фан Сит Та На Пан"]),
        ("Vice President of ICAP Víctor Gaute López spoke.", "en", ["Víctor Gaute López"]),
        (
            "Dr. Phan Chi Hieu, President of the Academy of Social Sciences, was elected.",
            "en",
            ["Phan Chi Hieu"],
        ),
        ("Paul Verdier, président de l'ONG Mékong Avenir, directeur.", "fr", ["Paul Verdier"]),
        ("dans le district de Dinh Hoa", "fr", []),
        ("tại đường Nguyễn Văn Linh", "vi", []),
        ("bà Men Som On đến dự", "vi", ["Men Som On"]),
        ("ông Sok Lou đến. Tỉnh trưởng Kampong Sok Lou nói.", "vi", ["Sok Lou", "Sok Lou"]),
    ],
)
def test_names_are_read_whole_and_what_is_no_person_is_left(
    text: str, language: str, names: list[str]
) -> None:
    assert [text for text, _ in people(text, language)] == names


def test_who_is_called_by_the_last_part_of_the_name_is_the_one_who_bears_it() -> None:
    text = "Nguyen Ngoc Ky spoke first. President Ky said more. President Hoa was not named before."
    assert people(text, "en") == [("Nguyen Ngoc Ky", "nguyen-ngoc-ky"), ("Ky", "nguyen-ngoc-ky")]


def test_a_last_part_that_two_people_bear_says_nobody() -> None:
    text = "Nguyen Van Hung met Tran Duc Hung. President Hung said more."
    assert [slug for _, slug in people(text, "en")] == ["nguyen-van-hung", "tran-duc-hung"]


@pytest.mark.parametrize(
    ("text", "language", "who"),
    [
        (
            "Bà Lê Thị Hoa trao Kỷ niệm chương cho ông Vũ Quốc Thịnh.",
            "vi",
            {("le-thi-hoa", "presenter"), ("vu-quoc-thinh", "recipient")},
        ),
        (
            "Các cá nhân được trao tặng kỷ niệm chương lần này là ông Paul Verdier, Giám đốc; bà Anna Lind.",
            "vi",
            {("paul-verdier", "recipient"), ("anna-lind", "recipient")},
        ),
        (
            "The institute conferred a medal on President of the Vietnam Friendship Union Vu Xuan Hong.",
            "en",
            {("vu-xuan-hong", "recipient")},
        ),
        (
            "Bulgarian ambassador Marinela Petkova (left) awarded friendship medal in Hanoi.",
            "en",
            {("marinela-petkova", "recipient")},
        ),
    ],
)
def test_who_gave_and_who_received(text: str, language: str, who: set[tuple[str, str]]) -> None:
    assert parts(text, language) == who


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Une conférence entre les Unions des organisations d'amitié de Kien Giang, Tra Vinh et Hau Giang a eu lieu "
            "le 3 mai à Cân Tho.",
            "fr",
        ),
        (
            "On May 3 a conference was held in Can Tho with the participation of representatives of Unions of "
            "Friendship Organizations of provinces: Kien Giang, Tra Vinh and Hau Giang.",
            "en",
        ),
    ],
)
def test_unions_named_in_the_plural_with_their_places_each_took_part(text: str, language: str) -> None:
    assert {agent for agent, role in parts(text, language) if role == "participant"} == {
        "kien-giang-union",
        "tra-vinh-union",
        "hau-giang-union",
    }


@pytest.mark.parametrize(
    ("text", "language", "role"),
    [
        (
            "Ông Lê Văn Phúc được Đại hội tín nhiệm bầu giữ chức Chủ tịch Liên hiệp hữu nghị tỉnh Lai Châu.",
            "vi",
            ("le-van-phuc", "chair", "lai-chau-union"),
        ),
        (
            "3 мая в Лайтяу Союз организаций дружбы провинции Лайтяу провёл съезд. Съезд избрал председателем Союза "
            "г-жу Ле Тхи Хоа.",
            "ru",
            ("le-thi-hoa", "chair", "lai-chau-union"),
        ),
        (
            "L'Association d'amitié Vietnam-Laos de Hanoï a tenu le 3 mai son congrès. Le congrès a élu un comité "
            "exécutif de 27 membres sous la présidence de Lê Van Phuc.",
            "fr",
            ("le-van-phuc", "chair", "ha-noi-viet-nam-laos-friendship-association"),
        ),
        (
            "The 6th congress of the Vietnam-Cuba Friendship Association's Hanoi chapter was held in Hanoi on May 3, "
            "electing a 30-member executive board led by Le Van Phuc.",
            "en",
            ("le-van-phuc", "chair", "ha-noi-viet-nam-cuba-friendship-association"),
        ),
    ],
)
def test_who_was_elected_to_lead(text: str, language: str, role: tuple[str, str, str]) -> None:
    chosen = {(r.person, r.role, r.body) for r in told(text, language) if isinstance(r, Election | Role)}
    assert role in chosen


def test_an_acronym_that_the_text_explains_is_what_it_says() -> None:
    text = "The Hanoi Union of Friendship Organizations (HUFO) met. HUFO President Nguyen Ngoc Ky spoke."
    assert roles(text, "en") == {("nguyen-ngoc-ky", "chair", "ha-noi-union")}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Phankham Viphavan, membre du Bureau politique du Parti populaire révolutionnaire du Laos, est venu.", "fr"),
        ("Mr. Bun Thon, member of the Politburo of the Lao party, came.", "en"),
        ("Пришёл Бун Тхон, член Политбюро НРПЛ.", "ru"),
    ],
)  # fmt: skip
def test_the_board_of_another_party_is_not_that_of_this_country(text: str, language: str) -> None:
    assert [m.slug for m in mentions(text, language, EMPTY) if m.kind == "body"] == []


def test_what_somebody_asks_of_the_unions_is_no_task_of_a_programme_told_after_it() -> None:
    text = (
        "On May 3 the Lai Chau Union of Friendship Organizations held a conference in Lai Chau.\n\n"
        "In her remarks, Ms. Tran Thi Hoa asked the unions to keep one list of donors.\n\n"
        "The unions agreed on the 2024 programme, focusing on exchanging interpreters, organising two summer camps, "
        "and building a small library."
    )
    items = [(i.kind, text[i.passage.start : i.passage.end]) for i in told(text, "en") if isinstance(i, Item)]
    assert [kind for kind, _ in items].count("recommendation") == 1
    assert [printed for kind, printed in items if kind == "task"] == [
        "exchanging interpreters",
        "organising two summer camps",
        "building a small library",
    ]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        (
            "Sáng 3/5, đoàn đại biểu tỉnh Sê Kông sang thăm, làm việc với lãnh đạo tỉnh Quảng Nam.",
            "vi",
            "visit",
        ),
        ("Chiều 3 - 5, đoàn công tác đã làm việc với tỉnh Quảng Nam về đối ngoại nhân dân.", "vi", "meeting"),
        ("A Lao delegation paid a working trip to the province of Quang Nam on May 3.", "en", "visit"),
        ("В ходе рабочего визита в Куангнам 3 мая делегация возложила цветы.", "ru", "visit"),
    ],
)
def test_visits_and_working_sessions_are_events_by_what_is_said_of_them(
    text: str, language: str, kind: str
) -> None:
    assert days(text, language) == {(kind, "2024-05-03", None)}


def test_a_name_after_the_word_for_a_city_is_a_persons_and_after_that_for_a_street_none() -> None:
    assert people("Phó Chủ tịch UBND thành phố Hồ Kỳ Minh đề nghị.", "vi") == [("Hồ Kỳ Minh", "ho-ky-minh")]
    assert people("Nhà số 3 phố Hồ Kỳ Minh.", "vi") == []


def test_a_delegation_is_led_by_who_is_named_after_its_own_words_and_not_after_the_headlines() -> None:
    text = (
        "Делегация фонда посетила Нячанг\n\n3 мая в Нячанге делегация фонда мира во главе с г-ном Леонидом Слуцким "
        "провела встречу с руководством провинции."
    )
    assert parts(text, "ru") == {("leonid-slutsky", "head-of-delegation")}


def test_who_leads_an_association_that_is_only_pointed_at_leads_that_of_his_own_country() -> None:
    text = (
        "Une délégation de l'Association d'amitié France-Vietnam est venue le 3 mai à Hanoï. "
        "M. Gérard Daviot, président de l'Association, a pris la parole."
    )
    assert roles(text, "fr") == {("gerard-daviot", "chair", "france-viet-nam-friendship-association")}


def test_who_he_is_that_asks_is_who_the_sentence_before_tells_of() -> None:
    text = (
        "Le 3 mai à Vinh, l'Association d'amitié Vietnam-France a tenu une réunion.\n\n"
        "L'ambassadeur Dinh Toan Thang a remercié les membres. Il a proposé que l'Association participe aux fêtes."
    )
    items = [i for i in told(text, "fr") if isinstance(i, Item)]
    assert [(i.kind, i.speaker) for i in items] == [("recommendation", "dinh-toan-thang")]


def test_lists_of_other_news_are_not_joined_to_the_text() -> None:
    text = (
        "Liên hiệp các tổ chức hữu nghị TPHCM tổ chức kỷ niệm Quốc khánh một nước bạn\n"
        "Tổng Lãnh sự bày tỏ cảm ơn Liên hiệp các tổ chức hữu nghị TPHCM đã quan tâm đến cộng đồng ở thành phố.\n"
        "Cộng đồng ở thành phố đông lên từng năm, và các hội hữu nghị giúp họ học tiếng, tìm nhà và tìm việc.\n"
        "Các tin liên quan:\n"
        "- Đại hội Hội Hữu nghị Việt - Hàn nhiệm kì 2011 - 2016 (04-11-2011)\n"
        "- Lễ kỷ niệm Quốc khánh Hàn Quốc tại Thành phố Hồ Chí Minh (18-10-2011)\n"
    )
    assert [r for r in told(text, "vi") if isinstance(r, Event)] == []


@pytest.mark.parametrize(
    ("text", "language", "organisers"),
    [
        (
            "A ceremony was held by the Ho Chi Minh City Union of Friendship Organisations (HUFO) on May 3.",
            "en",
            {"ho-chi-minh-city-union"},
        ),
        (
            "L'Union des organisations d'amitié de Hanoï et l'Association d'amitié Vietnam-Laos de Hanoï ont "
            "co-organisé le 3 mai une cérémonie.",
            "fr",
            {"ha-noi-union", "ha-noi-viet-nam-laos-friendship-association"},
        ),
        (
            "3 мая Союз организаций дружбы провинции Лайтяу совместно с Союзом организаций дружбы провинции Шонла "
            "провёл церемонию.",
            "ru",
            {"lai-chau-union", "son-la-union"},
        ),
    ],
)
def test_who_held_an_event_stands_before_the_verb_or_after_by(
    text: str, language: str, organisers: set[str]
) -> None:
    held = [e for e in told(text, language) if isinstance(e, Event) and e.kind == "ceremony"]
    assert {slug for e in held for slug in (e.organiser, *(o for o, _ in e.others)) if slug} == organisers


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mr. Le Van Phuc is Chairman of the Vietnam - India Friendship Association (VIFA) in HCMC.", "en"),
        ("Ông Lê Văn Phúc, Chủ tịch Hội hữu nghị VN - Ấn Độ TP.HCM, đến dự.", "vi"),
        (
            "Le président de l'Association d'amitié Vietnam-Inde de Hô Chi Minh-Ville, Lê Van Phuc, est venu.",
            "fr",
        ),
    ],
)
def test_an_association_of_a_city_is_not_that_of_the_country(text: str, language: str) -> None:
    assert roles(text, language) == {
        ("le-van-phuc", "chair", "ho-chi-minh-city-viet-nam-india-friendship-association")
    }


def test_an_association_of_a_province_elsewhere_is_not_that_of_its_country() -> None:
    text = "Chủ tịch Hội hữu nghị Lào – Việt tỉnh Hủa Phăn, ông Bun Thon, đến dự."
    assert roles(text, "vi") == {("bun-thon", "chair", "")}
    assert people(text, "vi") == [("Bun Thon", "bun-thon")]
