"""How the made articles say things, in four languages."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date


@dataclass(frozen=True)
class Wording:
    """The sentences of a story in one language, the names of events, and sentences that say nothing to the graph."""

    language: str
    events: Mapping[str, str]
    story: tuple[str, ...]
    filling: tuple[str, ...]

    def date(self, day: str) -> str:
        """Write a day as the press of this language does."""
        when = date.fromisoformat(day)
        if self.language == "vi":
            return f"{when.day}/{when.month}/{when.year}"
        pattern = {"en": "MMMM d, y", "ru": "d MMMM y 'года'", "fr": "d MMMM y"}[self.language]
        return format_date(when, pattern, locale=self.language)


WORDINGS: Final = {
    "vi": Wording(
        "vi",
        {"conference": "hội nghị", "workshop": "hội thảo"},
        (
            "Ngày {day}, Liên hiệp các tổ chức hữu nghị tỉnh {place} tổ chức {event} về công tác đối ngoại nhân dân.",
            "Ông {chair}, Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh {place}, khai mạc.",
            "Dự và phát biểu có ông {secretary}, Phó Bí thư Tỉnh ủy {place}.",
            "Các đại biểu nghe Chỉ thị số {central} ngày 5/1/2022 của Ban Bí thư và Kế hoạch số {local} ngày {issued} "
            "của Tỉnh ủy {place}.",
        ),
        (
            "Không khí buổi làm việc cởi mở, nhiều ý kiến tâm huyết được ghi lại đầy đủ.",
            "Các hội thành viên trình bày những cách làm hay trong năm vừa qua.",
            "Phần trao đổi buổi chiều dành cho giao lưu văn nghệ và triển lãm ảnh.",
            "Nhiều thanh niên tình nguyện đã giúp ban tổ chức đón khách từ sớm.",
            "Sau giờ nghỉ, mọi người thăm một làng nghề làm gốm ven sông.",
            "Bữa cơm trưa đơn giản với các món quê được khách khen ngon.",
            "Trời mưa nhẹ nhưng hội trường vẫn kín chỗ đến phút cuối.",
        ),
    ),
    "en": Wording(
        "en",
        {"conference": "conference", "workshop": "workshop"},
        (
            "On {day}, the Union of Friendship Organizations of {place} province held a {event} on people-to-people "
            "diplomacy.",
            "Mr. {chair}, Chairman of the Union of Friendship Organizations of {place} province, opened it.",
            "Mr. {secretary}, Deputy Secretary of the {place} Provincial Party Committee, also spoke.",
            "Delegates heard about Directive No. {central} dated January 5, 2022 of the Secretariat and Plan No. "
            "{local} dated {issued} of the {place} Provincial Party Committee.",
        ),
        (
            "The mood of the day was open, and many warm remarks were written down in full.",
            "Member associations showed good ways of working found during the past year.",
            "The afternoon was kept for songs, short plays and a small show of photographs.",
            "Young volunteers had been helping to welcome the guests since early morning.",
            "After a break everybody visited a pottery village beside the river.",
            "Lunch was simple, with dishes of the countryside that the visitors praised.",
            "A light rain fell, yet the hall stayed full until the last minute.",
        ),
    ),
    "ru": Wording(
        "ru",
        {"conference": "конференцию", "workshop": "семинар"},
        (
            "{day} Союз организаций дружбы провинции {place} провел {event} по народной дипломатии.",
            "Его открыл г-н {chair}, председатель Союза организаций дружбы провинции {place}.",
            "Выступил также г-н {secretary}, заместитель секретаря партийного комитета провинции {place}.",
            "Делегатам рассказали о Директиве № {central} от 5 января 2022 года Секретариата и Плане № {local} от "
            "{issued} партийного комитета провинции {place}.",
        ),
        (
            "Настроение было открытым, и многие теплые слова записали полностью.",
            "Общества показали хорошие способы работы, найденные за прошедшее время.",
            "Вторую половину дня оставили для песен и маленькой выставки снимков.",
            "Молодые добровольцы с раннего утра помогали встречать гостей.",
            "После перерыва все посетили деревню гончаров возле реки.",
            "Обед был простым, и гости хвалили деревенские блюда.",
            "Шел легкий дождь, но зал оставался полным до последней минуты.",
        ),
    ),
    "fr": Wording(
        "fr",
        {"conference": "une conférence", "workshop": "un atelier"},
        (
            "Le {day}, l'Union des organisations d'amitié de la province de {place} a organisé {event} sur la "
            "diplomatie populaire.",
            "M. {chair}, président de l'Union des organisations d'amitié de la province de {place}, l'a ouverte.",
            "M. {secretary}, secrétaire adjoint du Comité provincial du Parti de {place}, a aussi pris la parole.",
            "Les délégués ont entendu parler de la Directive n° {central} du 5 janvier 2022 du Secrétariat et du Plan "
            "n° {local} du {issued} du Comité provincial du Parti de {place}.",
        ),
        (
            "L'ambiance était ouverte, et bien des paroles chaleureuses ont été notées en entier.",
            "Les associations ont montré de bonnes façons de travailler, trouvées depuis un an.",
            "L'après-midi était réservée aux chansons et à une petite exposition de photographies.",
            "De jeunes bénévoles aidaient dès le matin à accueillir les invités.",
            "Après une pause, tous ont visité un village de potiers au bord du fleuve.",
            "Le déjeuner était simple, et les visiteurs ont loué les plats de la campagne.",
            "Une pluie légère tombait, mais la salle est restée pleine jusqu'à la fin.",
        ),
    ),
}


def unmarked(name: str) -> str:
    """Write a Vietnamese name in plain letters, as most of the foreign press does.

    >>> unmarked("Đặng Thu Hà")
    'Dang Thu Ha'
    """
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
