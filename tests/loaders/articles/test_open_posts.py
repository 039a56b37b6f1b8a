"""A person with an office has a post at whatever body follows: known bodies are linked, others are proposed by name."""

import re

import pytest

from loaders.articles.extract import Rules
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Role

EMPTY = Gazetteer.of()


def posts(text: str, language: str) -> set[tuple[str, str, str]]:
    """Return person, role and body of the posts of a text: the slug of a known body, or the name of another."""
    read = Rules()(text, language=language, gazetteer=EMPTY)
    roles = [record for record in read if isinstance(record, Role)]
    return {(r.person, r.role, r.body or (r.named.name if r.named else "")) for r in roles}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Ông Bounleua Sengphachan, Trưởng Ban Đối ngoại Trung ương Đảng NDCM Lào, đã tiếp đoàn.",
            "vi",
            {("bounleua-sengphachan", "head", "Ban Đối ngoại Trung ương Đảng NDCM Lào")},
        ),
        (
            "Thủ tướng Hồ Minh Đức cùng Phó Thủ tướng, Bộ trưởng Bộ Ngoại giao Lê Thành Sơn dự lễ.",
            "vi",
            {
                ("ho-minh-duc", "prime-minister", "government"),
                ("le-thanh-son", "deputy-prime-minister", "government"),
                ("le-thanh-son", "minister", "Bộ Ngoại giao"),
            },
        ),
        (
            "Đại sứ Việt Nam tại Lào Nguyễn Minh Tuấn và Tổng Lãnh sự Lào tại Đà Nẵng Souphanh Vongsa dự.",
            "vi",
            {
                ("nguyen-minh-tuan", "ambassador", "Việt Nam"),
                ("souphanh-vongsa", "consul-general", "Lào"),
            },
        ),
        (
            "Đại sứ Vương quốc Thái Lan Anurak Boonmee và Đại sứ Ba Lan Joanna Nowicka dự lễ.",
            "vi",
            {
                ("anurak-boonmee", "ambassador", "Vương quốc Thái Lan"),
                ("joanna-nowicka", "ambassador", "Ba Lan"),
            },
        ),
        (
            "Mr. Tran Quoc Hung, Director of the Department of Health of Lai Chau province, spoke. Prime Minister "
            "Ho Minh Duc received Lao Ambassador to Vietnam Khamphan Sisouphanh.",
            "en",
            {
                ("tran-quoc-hung", "director", "Department of Health of Lai Chau province"),
                ("ho-minh-duc", "prime-minister", "government"),
                ("khamphan-sisouphanh", "ambassador", "Laos"),
            },
        ),
        (
            "Lê Thanh Tung, ambassadeur du Vietnam à Cuba, a vu le ministre des Affaires étrangères Bui Duc Son.",
            "fr",
            {
                ("le-thanh-tung", "ambassador", "Vietnam"),
                ("bui-duc-son", "minister", "ministère des Affaires étrangères"),
            },
        ),
        (
            "Чан Ван Бинь, председатель Общества ветеранов войны провинции Лайтяу, встретил министра иностранных дел "
            "Буй Дык Шона.",
            "ru",
            {
                ("tran-van-binh", "chair", "Общество ветеранов войны провинции Лайтяу"),
                ("bui-duc-son", "minister", "Министерство иностранных дел"),
            },
        ),
    ],
)
def test_an_office_gives_a_post_at_whatever_body_follows(
    text: str, language: str, expected: set[tuple[str, str, str]]
) -> None:
    assert posts(text, language) == expected


@pytest.mark.parametrize("language", ["vi", "en", "fr", "ru"])
def test_who_is_appointed_has_the_post(language: str) -> None:
    """The example of each language in `appointments.yaml`: the person and the post in brackets."""
    example = read_yaml("appointments.yaml")[language]["example"]
    person, post = re.findall(r"\[([^]]+)\]", example)
    ((key, role, body),) = posts(re.sub(r"[\[\]]", "", example), language)
    assert (key, role) == ("le-van-tam", "director"), person
    assert body.split()[0].lower()[:5] in post.lower()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "HĐND tỉnh Lai Châu bầu ông Lê Văn Tám giữ chức Chủ tịch UBND tỉnh Lai Châu.",
            "vi",
            {("le-van-tam", "chair", "lai-chau-peoples-committee")},
        ),
        (
            "Ông Lê Văn Tám, Phó Giám đốc Sở Y tế tỉnh Lai Châu, được bầu làm Chủ tịch Hội Nông dân tỉnh Lai Châu.",
            "vi",
            {
                ("le-van-tam", "deputy-director", "Sở Y tế tỉnh Lai Châu"),
                ("le-van-tam", "chair", "Hội Nông dân tỉnh Lai Châu"),
            },
        ),
        ("Dự kiến ông Lê Văn Tám sẽ được bổ nhiệm giữ chức Giám đốc Sở Y tế tỉnh Lai Châu.", "vi", set()),
        (
            "The Prime Minister appointed Ms. Tran Thi Hoa as Deputy Minister of Health.",
            "en",
            {("tran-thi-hoa", "deputy-minister", "Ministry of Health")},
        ),
        (
            "Dự có các Phó Chủ tịch UBND tỉnh Lai Châu: Lê Văn Ba, Hồ Minh Đức và Trần Văn Bảy.",
            "vi",
            {
                (p, "vice-chair", "lai-chau-peoples-committee")
                for p in ("le-van-ba", "ho-minh-duc", "tran-van-bay")
            },
        ),
        (
            "Dự có các đồng chí Ủy viên Trung ương Đảng: Phó Thủ tướng Chính phủ Lê Hồng Sơn; Hồ Minh Đức.",
            "vi",
            {
                ("le-hong-son", "member", "cpv-central-committee"),
                ("le-hong-son", "deputy-prime-minister", "government"),
                ("ho-minh-duc", "member", "cpv-central-committee"),
            },
        ),
        (
            "Về phía Lào có các ông: Bun - thon Sỉ - vông – xa – Bí thư Tỉnh uỷ, Tỉnh trưởng tỉnh Xiêng Mai.",
            "vi",
            {
                ("bun-thon-si-vong-xa", "secretary", "Tỉnh uỷ"),
                ("bun-thon-si-vong-xa", "governor", "tỉnh Xiêng Mai"),
            },
        ),
        (
            "Le Premier ministre vietnamien Hô Minh Duc a reçu l'ambassadeur palestinien au Vietnam, Samir Haddad.",
            "fr",
            {("ho-minh-duc", "prime-minister", "government"), ("samir-haddad", "ambassador", "Palestine")},
        ),
        (
            "Trân Van Binh, rédacteur en chef adjoint du journal « Lumière », est venu.",
            "fr",
            {("tran-van-binh", "deputy-editor-in-chief", "journal « Lumière »")},
        ),
    ],
)
def test_people_are_tied_to_posts_by_verbs_lists_and_adjectives(
    text: str, language: str, expected: set[tuple[str, str, str]]
) -> None:
    assert posts(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Chủ tịch Quốc hội Lào Saysomphou Vongsa tiếp Chủ tịch Quốc hội Hồ Minh Đức.",
            "vi",
            {("saysomphou-vongsa", "chair", "Quốc hội Lào"), ("ho-minh-duc", "chair", "national-assembly")},
        ),
        (
            "Tổng Bí thư, Chủ tịch nước Lào Thongkham Vongsa đón đoàn của Tổng Bí thư Hồ Minh Đức.",
            "vi",
            {
                ("thongkham-vongsa", "party-general-secretary", "Đảng"),
                ("thongkham-vongsa", "state-president", "Lào"),
                ("ho-minh-duc", "party-general-secretary", "cpv"),
            },
        ),
        (
            "Bí thư Trung ương Đoàn Nguyễn Tường Minh và Chánh án Tòa án nhân dân tối cao Lê Minh Trung dự.",
            "vi",
            {
                ("nguyen-tuong-minh", "secretary", "Trung ương Đoàn"),
                ("le-minh-trung", "head", "Tòa án nhân dân tối cao"),
            },
        ),
        (
            "Lao Prime Minister Somsavat Vongsa met President of Cuba Miguel Perez Rojas.",
            "en",
            {
                ("somsavat-vongsa", "prime-minister", "Government of Laos"),
                ("miguel-perez-rojas", "state-president", "Cuba"),
            },
        ),
        (
            "President of the Vietnam Fatherland Front (VFF) Central Committee Ho Minh Duc and NA Vice Chairman "
            "Le Van Tam spoke.",
            "en",
            {
                ("ho-minh-duc", "chair", "viet-nam-fatherland-front"),
                ("le-van-tam", "vice-chair", "national-assembly"),
            },
        ),
        (
            "Директор Института Китая и современной Азии РАН Иван Белов встретился с президентом России Петром Седых.",
            "ru",
            {("ivan-belov", "director", "Институт Китая и современной Азии РАН")},
        ),
    ],
)
def test_offices_abroad_and_of_state_are_in_their_own_bodies(
    text: str, language: str, expected: set[tuple[str, str, str]]
) -> None:
    assert expected <= posts(text, language)
    assert not {body for _, _, body in posts(text, language) - expected} & {
        "government",
        "viet-nam-state",
        "cpv",
    }


def test_a_member_of_the_standing_committee_is_one_of_the_partys_beside_another_post_in_a_party_committee() -> (
    None
):
    text = "Dự có bà Nguyễn Thị Thu Hương, Ủy viên Ban Thường vụ, Trưởng Ban Tuyên giáo Tỉnh ủy Lai Châu."
    assert posts(text, "vi") == {
        ("nguyen-thi-thu-huong", "standing-committee-member", "lai-chau-party-standing-committee"),
        ("nguyen-thi-thu-huong", "head", "lai-chau-propaganda-commission"),
    }


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "L'ambassadrice Lê Thi Hông Vân, cheffe de la Mission permanente du Vietnam auprès de l'UNESCO, a parlé.",
            "fr",
            {
                ("le-thi-hong-van", "ambassador", "Vietnam"),
                ("le-thi-hong-van", "head", "Mission permanente du Vietnam auprès de l'UNESCO"),
            },
        ),
        (
            "The Congress elected Mr. Nguyen Quang Tam as Chairman of the Lai Chau Farmers' Association for the "
            "2023-2028 term.",
            "en",
            {("nguyen-quang-tam", "chair", "Lai Chau Farmers' Association")},
        ),
        (
            "Lao Deputy Prime Minister and Minister of National Defence Chansamay Vongsa came.",
            "en",
            {
                ("chansamay-vongsa", "deputy-prime-minister", "Government of Laos"),
                ("chansamay-vongsa", "minister", "Ministry of National Defence"),
            },
        ),
        (
            "Le président du Parti communiste français Fabien Durand est là.",
            "fr",
            {("fabien-durand", "chair", "Parti communiste français")},
        ),
        (
            "Съезд избрал Ле Ван Тама председателем Союза крестьян провинции Лайтяу.",
            "ru",
            {("le-van-tam", "chair", "Союз крестьян провинции Лайтяу")},
        ),
        (
            "A delegation of the People's Council of Tuv province led by Chairman Batbold Jambal began a visit.",
            "en",
            {("batbold-jambal", "chair", "People's Council of Tuv province")},
        ),
        (
            "Đoàn đại biểu Hội đồng nhân dân tỉnh Xiêng Mai do Chủ tịch Bounpone Vongsa dẫn đầu đến thăm.",
            "vi",
            {("bounpone-vongsa", "chair", "Hội đồng nhân dân tỉnh Xiêng Mai")},
        ),
        (
            "Dự có Phó Thủ tướng Chính phủ Trần Hải Hà, Phó Thủ tướng Chính phủ - Bộ trưởng Bộ Tư pháp Lê Thành Linh.",
            "vi",
            {
                ("tran-hai-ha", "deputy-prime-minister", "government"),
                ("le-thanh-linh", "deputy-prime-minister", "government"),
                ("le-thanh-linh", "minister", "Bộ Tư pháp"),
            },
        ),
        (
            "Tham tán Công sứ Đại sứ quán Việt Nam tại nước CHDCND Lào Phan Minh Chí; đại biểu Quốc hội Lê Văn Tám dự.",
            "vi",
            {
                ("phan-minh-chi", "counsellor", "Đại sứ quán Việt Nam"),
                ("le-van-tam", "member", "national-assembly"),
            },
        ),
        (
            "L'ambassadeur palestinien au Vietnam et chef du corps diplomatique au Vietnam, Samir Haddad, a parlé.",
            "fr",
            {("samir-haddad", "ambassador", "Palestine"), ("samir-haddad", "head", "corps diplomatique")},
        ),
        (
            "On July 18, General Secretary Nguyen Phu Tam signed the resolution.",
            "en",
            {("nguyen-phu-tam", "party-general-secretary", "cpv")},
        ),
        (
            "Ông Nguyễn Hữu Bình là Chủ tịch Hội Bảo trợ người khuyết tật và trẻ mồ côi tỉnh Lai Châu.",
            "vi",
            {("nguyen-huu-binh", "chair", "Hội Bảo trợ người khuyết tật và trẻ mồ côi tỉnh Lai Châu")},
        ),
        (
            "Dự có ông Trần Hải Linh, Chủ tịch Hiệp hội Doanh nhân và Đầu tư Việt Nam - Hàn Quốc.",
            "vi",
            {("tran-hai-linh", "chair", "Hiệp hội Doanh nhân và Đầu tư Việt Nam - Hàn Quốc")},
        ),
        (
            "Председатель Государственной Думы Вячеслав Белодин прибыл.",
            "ru",
            {("vyacheslav-belodin", "chair", "Государственной Думы")},
        ),
        (
            "Tổng thống Nga Viktor Belov đến; Tổng thống Belov tiếp Ngoại trưởng Hoa Kỳ Anthony Black.",
            "vi",
            {
                ("viktor-belov", "state-president", "Nga"),
                ("anthony-black", "minister", "Bộ Ngoại giao Hoa Kỳ"),
            },
        ),
        (
            "Deputy Foreign Minister Nguyen Minh Hoa met Lao Foreign Minister Thongkham Vongsa.",
            "en",
            {
                ("nguyen-minh-hoa", "deputy-minister", "Ministry of Foreign Affairs"),
                ("thongkham-vongsa", "minister", "Ministry of Foreign Affairs of Laos"),
            },
        ),
        (
            "Don Van Phong, VUFO Vice President in-charge cum Secretary General, gave an interview.",
            "en",
            {("don-van-phong", "vice-chair", "vufo"), ("don-van-phong", "general-secretary", "vufo")},
        ),
        (
            "Министр обороны генерал Фан Ван Зянг выступил.",
            "ru",
            {("phan-van-giang", "minister", "Министерство обороны")},
        ),
    ],
)
def test_envoys_terms_and_ranks(text: str, language: str, expected: set[tuple[str, str, str]]) -> None:
    assert posts(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Tham dự có bà Tòng Thị Lan, nguyên Ủy viên Bộ Chính trị, nguyên Phó Chủ tịch Quốc hội, Chủ tịch Hội Hữu "
            "nghị Việt Nam - Ấn Độ.",
            "vi",
            {("tong-thi-lan", "chair", "viet-nam-india-friendship-association")},
        ),
        (
            "Chủ tịch Hội Nông dân thành phố Hồ Chí Minh Huỳnh Thành Lân phát biểu.",
            "vi",
            {("huynh-thanh-lan", "chair", "Hội Nông dân thành phố Hồ Chí Minh")},
        ),
        (
            "Ông Markus Walder, Trưởng Đại diện Phòng Thương mại và Công nghiệp Đức tại Việt Nam, cho biết.",
            "vi",
            {("markus-walder", "head", "Phòng Thương mại và Công nghiệp Đức")},
        ),
        (
            "The guests were Sanjay Arora, Indian Ambassador to Vietnam; and Le Thi Phong, VUFO President.",
            "en",
            {("sanjay-arora", "ambassador", "India"), ("le-thi-phong", "chair", "vufo")},
        ),
        (
            "President of the Vietnam Women's Union Nguyen Thi Tuyet and Vice President Do Thi Thu attended.",
            "en",
            {
                ("nguyen-thi-tuyet", "chair", "viet-nam-womens-union"),
                ("do-thi-thu", "vice-chair", "viet-nam-womens-union"),
            },
        ),
        (
            "Minister of National Defence General Phan Van Minh, Chief of the General Staff Senior Lieutenant General "
            "Le Tan Loc attended.",
            "en",
            {
                ("phan-van-minh", "minister", "Ministry of National Defence"),
                ("le-tan-loc", "head", "General Staff"),
            },
        ),
        (
            "Nghe An Party Secretary Nguyen Duc Tam was there.",
            "en",
            {("nguyen-duc-tam", "secretary", "nghe-an-party-committee")},
        ),
        (
            "Le ministre de la Défense, le général Phan Van Minh, a parlé.",
            "fr",
            {("phan-van-minh", "minister", "ministère de la Défense")},
        ),
        (
            "Руководитель Центра изучения Вьетнама и АСЕАН Мария Петрова выступила.",
            "ru",
            {("mariya-petrova", "head", "Центр изучения Вьетнама и АСЕАН")},
        ),
    ],
)
def test_posts_as_the_press_prints_them(
    text: str, language: str, expected: set[tuple[str, str, str]]
) -> None:
    assert posts(text, language) == expected


def test_a_name_before_an_office_that_and_joins_is_not_the_next_persons() -> None:
    text = "Dự có Giám đốc Sở Ngoại vụ tỉnh Lai Châu Trần Văn Bảy; Trưởng Ban Dân vận Tỉnh ủy Lai Châu Hồ Minh Đức."
    assert posts(text, "vi") == {
        ("tran-van-bay", "director", "lai-chau-department-of-foreign-affairs"),
        ("ho-minh-duc", "head", "lai-chau-mass-mobilization-commission"),
    }


def test_a_body_of_a_district_is_none_of_the_province() -> None:
    text = (
        "Bà Hồ Thị Lan, Phó Chủ tịch UBND huyện Mường Xa, tỉnh Lai Châu; ông Lê Văn Tám, Chủ tịch UBND tỉnh."
    )
    assert ("ho-thi-lan", "vice-chair", "UBND huyện Mường Xa") in posts(text, "vi")
    assert ("le-van-tam", "chair", "lai-chau-peoples-committee") in posts(text, "vi")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bà Lê Thị Hoa, phu nhân Đại sứ Lào tại Việt Nam, đến dự.", "vi"),
        ("Ông Trần Văn Bình, nguyên Bộ trưởng Bộ Y tế, đến dự.", "vi"),
        ("Mr. Tran Van Binh, assistant to the Minister of Health, came.", "en"),
        ("Mr. Tran Van Binh, former Minister of Health, came.", "en"),
        ("Ông Trần Văn Bình, từng là Giám đốc Sở Y tế tỉnh Lai Châu, kể lại.", "vi"),
        ("Gia đình cố Bộ trưởng Bộ Y tế Trần Văn Bình đến dự.", "vi"),
        ("M. Trân Van Binh, ancien ministre de la Santé, est venu.", "fr"),
        ("Пришёл бывший министр здравоохранения Чан Ван Бинь.", "ru"),
        ("Mr. Tran Van Binh, chairman of the meeting, spoke.", "en"),
        ("Thừa ủy quyền của Chủ tịch nước, bà Hồ Thị Lan trao Huân chương Lao động.", "vi"),
        ("Ông Lê Văn Tám thay mặt Chủ tịch UBND tỉnh Lai Châu tiếp đoàn.", "vi"),
        ("Ông Trần Văn Bình khẳng định Chủ tịch UBND tỉnh Lai Châu đã chỉ đạo các sở.", "vi"),
        ("On behalf of the Prime Minister, Mr. Le Van Tam handed over the gifts.", "en"),
        ("Au nom du Premier ministre, M. Lê Van Tam a remis les cadeaux.", "fr"),
        ("По поручению премьер-министра Ле Ван Там вручил подарки.", "ru"),
        ("Чан Ван Бинь заявил, что председатель Народного комитета провинции Лайтяу одобрил план.", "ru"),
    ],
)
def test_who_is_only_with_an_office_or_had_one_has_no_post(text: str, language: str) -> None:
    assert posts(text, language) == set()
