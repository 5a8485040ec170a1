"""Names that the made-up people have, with the spellings that interviewers use for one of them."""

from __future__ import annotations

import numpy as np

# The commonest first; the Arabic spelling last.
MEN = """
Mohammed Mohamed Muhammad Mohamad Mamadou محمد|Ahmed Ahmad Ahmet احمد|Ali Aly علي
Hassan Hasan حسن|Hussein Husain Hussain حسين|Ibrahim Ebrahim Ibrahima إبراهيم
Omar Umar Oumar عمر|Mustafa Moustapha Mostafa مصطفى|Yusuf Youssef Yousif Youssouf يوسف
Abdullah Abdallah Abdulla عبدالله|Khaled Khalid خالد|Mahmoud Mahmud محمود
Ismail Ismael Ismaila إسماعيل|Saleh Salih صالح|Abdulrahman Abderrahman Abdel-Rahman عبدالرحمن
Osman Usman Ousmane عثمان|Idris Idriss Edris إدريس|Bashir Basheer Bachir بشير|Karim Kareem كريم
Jamal Gamal Djamal جمال|Tariq Tarek Tarik طارق|Samir Sameer سمير|Lamin Lamine
Musa Moussa Mousa موسى|Sulayman Suleiman Souleymane سليمان|Abubakar Aboubacar Abu Bakr أبوبكر
Chidi Chidy|Emeka Emeca|Baran Barran|Azad Asad آزاد|Dawit Dawid|Tesfaye Tesfaie|Abebe Ababe
Samuel Samwel|Joseph Josef|Daniel Danial|Peter Petter|Michael Mikael|Okello Okelo
""".replace("\n", "|")
WOMEN = """
Fatima Fatma Fatimah Fatoumata فاطمة|Aisha Aicha Ayesha Aysha عائشة|Maryam Mariam Meryem مريم
Khadija Khadidja Kadija خديجة|Zainab Zeinab Zaynab زينب|Amina Aminah أمينة|Halima Haleema حليمة
Hawa Awa حواء|Safia Safiya Safiyya صفية|Leila Layla Laila ليلى|Salma Selma سلمى
Noor Nour Nur نور|Huda Houda هدى|Rania Raniya رانيا|Samira Sameera سميرة|Yasmin Yasmine ياسمين
Hanan Hanane حنان|Rojin Rozhin|Dilan Dylan|Zara Zahra زهراء|Bintou Binta|Ada Adda|Ngozi Ngosi
Grace Grase|Ruth Rooth|Sara Sarah سارة|Hiwot Hiwet|Selam Salam|Almaz Almas|Mary Marie
Esther Ester|Joyce Joice|Adaeze Adaese|Blessing Blesing|Fanta Fenta|Kadiatou Kadiatu
""".replace("\n", "|")
FAMILIES = """
Diallo Jallow Dialo|Traore Traoré|Keita Keïta|Ceesay Sesay|Camara Kamara|Sow Sou|Bah Ba
Touray Ture|Jobe Diop|Njie Ndiaye|Al-Hassan Alhassan Hassan الحسن
Al-Jabouri Jabouri Jubouri الجبوري|Al-Masri Masri Almasry المصري|Haddad Hadad حداد
Khoury Khouri خوري|Saeed Said Sayed سعيد|Mansour Mansur منصور|Nasser Nasir Naser ناصر
Barzani Berzani بارزاني|Rashid Rasheed رشيد|Farah Fara فرح|Warsame Warsama ورسمة|Okafor Okaphor
Eze Ezeh|Adeyemi Adeyemy|Balogun Baloghun|Okonkwo Okonko|Musa Moussa|Bello Belo|Sani Sanni
Tadesse Tadese|Bekele Bekelle|Haile Hailu|Girma Girmaa|Otieno Otyeno|Wanjiru Wanjiro
Mwangi Muangi|Achieng Acheng|Ouma Uma
""".replace("\n", "|")
BEGINNINGS = (
    "ka",
    "mo",
    "sa",
    "ti",
    "lu",
    "ba",
    "ne",
    "wa",
    "do",
    "gi",
    "ru",
    "ha",
    "ja",
    "ko",
    "fi",
    "zu",
    "ma",
    "she",
    "ya",
    "o",
)
MIDDLES = ("", "ri", "la", "mba", "nga", "so", "de", "ku", "li", "wo", "ra", "mi")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FEW = 1_000
ENDS = ("n", "ra", "le", "ma", "ssa", "be", "go", "ni", "ta", "ro", "sh", "do")


def named(listed: str) -> list[tuple[str, ...]]:
    """Spellings of each name in a list."""
    spelt = [tuple(entry.split()) for entry in listed.split("|") if entry.strip()]
    return [(*names[:-2], f"{names[-2]} {names[-1]}") if names[-2:] == ("Abu", "Bakr") else names for names in spelt]


def invented(random: np.random.Generator, n: int) -> list[tuple[str, ...]]:
    """Made-up names with a second spelling where a letter may be doubled; few are a letter from another."""
    made: dict[str, None] = {}
    close: set[str] = set()
    while len(made) < n:
        middle = random.choice(MIDDLES) + (random.choice(MIDDLES) if n > FEW else "")
        name = random.choice(BEGINNINGS) + middle + random.choice(ENDS)
        if name not in made and (random.random() < 0.2 or n > FEW or name not in close):
            made[name] = None
            close |= {name[:at] + letter + name[at + 1 :] for at in range(len(name)) for letter in LETTERS}
    return [(name.title(), name.title().replace("k", "c", 1)) if "k" in name else (name.title(),) for name in made]


def drawn(random: np.random.Generator, n_names: int, n: int) -> np.ndarray:
    """Which name each person has: the first are common, the last rare."""
    weight = 1 / (np.arange(n_names) + 8.0)
    return random.choice(n_names, size=n, p=weight / weight.sum())
